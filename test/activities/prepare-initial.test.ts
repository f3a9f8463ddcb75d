import { expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { FEEDS } from '../../model/feeds.ts';
import type { MarketoId } from '../../model/ids.ts';
import { DAY, HOUR } from './clock.ts';
import { activitiesOf, openRig, type Rig, SCAN, start } from './rig.ts';
import { someone } from './truth.ts';

async function startedRig(options: Parameters<typeof openRig>[0] = {}): Promise<Rig> {
  const rig = await openRig(options);
  await start(rig);
  return rig;
}

/** The same dependencies, with each call to Marketo written down before it is made. */
function recording(deps: PeopleDeps): { deps: PeopleDeps; calls: string[]; since: number[] } {
  const calls: string[] = [];
  const since: number[] = [];
  const { marketo } = deps;
  const recorded: PeopleDeps['marketo'] = {
    ...marketo,
    describeLeads: (context) => {
      calls.push('describe');
      return marketo.describeLeads(context);
    },
    pagingToken: (from, context) => {
      calls.push('pagingToken');
      since.push(deps.clock.now().getTime() - from.getTime());
      return marketo.pagingToken(from, context);
    },
    activities: (page, context) => {
      calls.push('activities');
      return marketo.activities(page, context);
    },
  };
  return { deps: { ...deps, marketo: recorded }, calls, since };
}

const cursorsOf = ({ store }: Rig) => Promise.all(FEEDS.map((feed) => store.cursors.get(feed)));
const highestOf = ({ instance }: Rig) => Math.max(0, ...[...instance.truth()].map(({ id }) => id));

it('each feed’s position is stored for now − 24 h before any record is read', async () => {
  const rig = await startedRig();
  const { deps, calls, since } = recording(rig.deps);
  await activitiesOf(deps).prepareInitial();
  expect(calls.slice(0, 4)).toEqual(['describe', 'pagingToken', 'pagingToken', 'pagingToken']);
  expect(since.slice(0, 3)).toEqual([DAY, DAY, DAY]);
  for (const cursor of await cursorsOf(rig)) expect(cursor?.watermark).toEqual(new Date(rig.clock.ms - DAY));
});

it('a change made in the 24 h before the start is in the feeds that begin there', async () => {
  const rig = await startedRig();
  const person = someone(rig.instance).id;
  rig.instance.update(person, { title: 'Changed before the start' });
  rig.clock.advance(20 * HOUR);
  const { prepareInitial, changesTurn } = activitiesOf(rig.deps);
  await prepareInitial();
  await changesTurn();
  expect((await rig.store.people.get(person as MarketoId))?.marketo).toMatchObject({
    title: 'Changed before the start',
    evidence: 'leadChange',
  });
});

it('preparing again changes nothing: same positions, same end of the scan, whatever happened meanwhile', async () => {
  const rig = await startedRig();
  const { prepareInitial } = activitiesOf(rig.deps);
  const first = await prepareInitial();
  const cursors = await cursorsOf(rig);
  const state = await rig.store.peopleState.get();
  rig.clock.advance(HOUR);
  rig.instance.create({ lastName: 'Newcomer' });
  expect(await prepareInitial()).toEqual(first);
  expect(await cursorsOf(rig)).toEqual(cursors);
  expect(await rig.store.peopleState.get()).toEqual(state);
});

it('a crash between two positions keeps the first one: it is never moved forward', async () => {
  const rig = await startedRig();
  let asked = 0;
  const marketo: PeopleDeps['marketo'] = {
    ...rig.deps.marketo,
    pagingToken: (since, context) => {
      asked += 1;
      if (asked === 2) throw new Error('killed');
      return rig.deps.marketo.pagingToken(since, context);
    },
  };
  await expect(activitiesOf({ ...rig.deps, marketo }).prepareInitial()).rejects.toThrow('killed');
  const [first] = await cursorsOf(rig);
  rig.clock.advance(HOUR);
  await activitiesOf(rig.deps).prepareInitial();
  const [after, second] = await cursorsOf(rig);
  expect(after).toEqual(first);
  expect(second?.watermark).toEqual(new Date(rig.clock.ms - DAY));
});

it('a missing owner field stops before anything is stored, and says so where status looks', async () => {
  const rig = await startedRig();
  const deps = { ...rig.deps, fieldOverrides: { owner: 'noSuchField' } };
  await expect(activitiesOf(deps).prepareInitial()).rejects.toMatchObject({
    key: 'people.ownerFieldMissing',
    entry: { class: 'config' },
  });
  expect(await cursorsOf(rig)).toEqual([null, null, null]);
  expect((await rig.store.peopleState.get()).troubles).toMatchObject({
    initial: { key: 'people.ownerFieldMissing' },
    changes: null,
  });
});

it('trouble is cleared, and its failures with it, when the flow works again', async () => {
  const rig = await startedRig();
  await activitiesOf({ ...rig.deps, fieldOverrides: { owner: 'noSuchField' } })
    .prepareInitial()
    .catch(() => undefined);
  expect(await rig.store.failures.list(5)).toMatchObject([{ flow: 'people-initial', count: 1 }]);
  rig.clock.advance(1);
  await activitiesOf(rig.deps).prepareInitial();
  expect((await rig.store.peopleState.get()).troubles.initial).toBeNull();
  expect(await rig.store.failures.list(5)).toEqual([]);
});

it('the end of the scan is the newest person’s id, looked for further and further back until one is found', async () => {
  const rig = await startedRig();
  const newest = rig.instance.create({ lastName: 'Newest' });
  rig.clock.advance(3 * DAY);
  const { deps, since } = recording(rig.deps);
  expect(await activitiesOf(deps).prepareInitial()).toEqual({ scanId: SCAN, highestId: newest });
  expect(since.slice(3)).toEqual([HOUR, DAY, 7 * DAY]);
});

it('people made long before are found too', async () => {
  const rig = await startedRig({ people: 40 });
  rig.clock.advance(400 * DAY);
  expect(await activitiesOf(rig.deps).prepareInitial()).toMatchObject({ highestId: highestOf(rig) });
});

it('an instance without people has its end at 0', async () => {
  const rig = await startedRig({ people: 0 });
  expect(await activitiesOf(rig.deps).prepareInitial()).toMatchObject({ highestId: 0 });
});

it('nothing is prepared before the sync was started', async () => {
  const { deps } = await openRig({ people: 10 });
  await expect(activitiesOf(deps).prepareInitial()).rejects.toMatchObject({ key: 'people.notStarted' });
});
