import { expect, it } from 'vitest';
import type { Seen } from '../../activities/reconcile/compare.ts';
import { type DryRunProgress, dryRun } from '../../activities/reconcile/dry-run.ts';
import { MINUTE } from './clock.ts';
import { openCaughtUpRig } from './comparing.ts';
import { drifted } from './drift.ts';
import { openRig, type Rig, turn } from './rig.ts';
import { someone } from './truth.ts';

async function run({ deps }: Pick<Rig, 'deps'>, options: Partial<Parameters<typeof dryRun>[1]> = {}) {
  const seen: Seen[] = [];
  const progress: DryRunProgress[] = [];
  const { signal } = new AbortController();
  for await (const one of dryRun(deps, { signal, note: (now) => progress.push(now), ...options })) seen.push(one);
  return { seen, progress, last: progress.at(-1) };
}

/** Everything stored but the ledger, whose calls are counted. */
async function databaseOf({ db }: Rig) {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).filter((name) => name !== 'quota');
  return Promise.all(
    names.sort().map(async (name) => [name, await db.collection(name).find().sort({ _id: 1 }).toArray()]),
  );
}

/** Nobody follows the feeds: nothing is waited for. */
async function alone() {
  const { rig, ids } = await drifted();
  await rig.store.peopleState.patch({ changes: 'paused' });
  return { rig, ids };
}

it('yields every difference with its evidence and writes nothing', async () => {
  const { rig, ids } = await alone();
  const before = await databaseOf(rig);
  const { seen, last } = await run(rig);
  expect(await databaseOf(rig)).toEqual(before);
  const told = new Map(seen.map(({ id, difference, marketo }) => [id as number, [difference.kind, marketo]]));
  expect(told).toEqual(
    new Map([
      [ids.missing, ['missing', 'qualified']],
      [ids.stale, ['stale', 'qualified']],
      [ids.wrongOwner, ['stale', 'qualified']],
      [ids.unowned, ['wronglyQualified', expect.stringMatching(/^(unowned|queue)$/)]],
      [ids.extra, ['extra', 'absent']],
      [ids.resurrected, ['extra', 'absent']],
      [ids.beyond, ['extra', 'absent']],
    ]),
  );
  expect(seen.find(({ id }) => id === ids.wrongOwner)?.difference.fields).toEqual(['ownerId']);
  expect(last).toMatchObject({ candidates: 0, feedsBehind: false });
  expect(last?.asked).toBe(last?.total);
});

it('keeps few candidates in memory: more are read again before it goes on', async () => {
  const { rig } = await alone();
  const all = await run(rig);
  const few = await run(rig, { mostCandidates: 1 });
  const idsOf = ({ seen }: typeof all) => seen.map(({ id }) => id).sort((a, b) => a - b);
  expect(idsOf(few)).toEqual(idsOf(all));
  expect(few.progress.findIndex(({ candidates }) => candidates === 0)).toBeLessThan(few.progress.length - 1);
});

it('tells a queue from no owner, and who is deleted in Salesforce', async () => {
  const rig = await openCaughtUpRig();
  await rig.store.peopleState.patch({ changes: 'paused' });
  const [queued, bare, gone] = [0, 1, 2].map((n) => someone(rig.instance, n).id);
  rig.instance.update(queued ?? 0, { sfdcLeadOwnerId: '00G000000000001AAA' });
  rig.instance.update(bare ?? 0, { sfdcLeadOwnerId: null });
  rig.instance.deleteInSfdc(gone ?? 0);
  const { seen } = await run(rig);
  expect(new Map(seen.map(({ id, marketo }) => [id as number, marketo]))).toEqual(
    new Map([
      [queued, 'queue'],
      [bare, 'unowned'],
      [gone, 'salesforceDeleted'],
    ]),
  );
});

/** Sleeping takes no time, but the clock moves on; `meanwhile` happens during it. */
function hasty(rig: Rig, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Rig {
  const sleep = async (ms: number) => {
    rig.clock.advance(ms);
    await meanwhile();
  };
  return { ...rig, deps: { ...rig.deps, clock: { now: () => rig.clock.now(), sleep } } };
}

it('waits for the feeds: a change under way is no difference', async () => {
  const rig = await openCaughtUpRig();
  rig.instance.update(someone(rig.instance).id, { title: 'Changed' });
  const meanwhile = () => {
    rig.clock.advance(10 * MINUTE);
    return turn(rig);
  };
  const { seen, progress } = await run(hasty(rig, meanwhile));
  expect(seen).toEqual([]);
  expect(progress.some(({ waitsForFeeds, candidates }) => waitsForFeeds && candidates === 1)).toBe(true);
  expect(progress.at(-1)).toMatchObject({ feedsBehind: false });
});

it('where the feeds stand still it says so instead of waiting for ever', async () => {
  const rig = await openCaughtUpRig();
  rig.instance.update(someone(rig.instance).id, { title: 'Changed' });
  const { seen, last } = await run(hasty(rig, () => Promise.resolve(rig.clock.advance(MINUTE))));
  expect(seen).toHaveLength(1);
  expect(last).toMatchObject({ feedsBehind: true });
});

it('passing trouble is waited out, other trouble ends it', async () => {
  const { rig } = await alone();
  const { deps } = hasty(rig);
  rig.instance.setFaults([{ match: { class: 'leads', every: 3, times: 4 }, do: { http: 502, html: true } }]);
  expect((await run({ deps })).seen).toHaveLength(7);
  rig.instance.setFaults([{ match: { class: 'leads' }, do: { code: '603' } }]);
  await expect(run({ deps })).rejects.toMatchObject({ key: 'marketo.603' });
});

it('ends at once when it is stopped', async () => {
  const { rig } = await alone();
  const stop = new AbortController();
  const note = () => stop.abort(new Error('stopped'));
  await expect(run(rig, { signal: stop.signal, note })).rejects.toThrow('stopped');
});

it('nothing is compared before everyone has been read', async () => {
  const rig = await openRig();
  await expect(run(rig)).rejects.toMatchObject({ key: 'people.notStarted' });
  const synced = await openCaughtUpRig();
  await synced.store.peopleState.patch({ initial: 'running' });
  await expect(run(synced)).rejects.toMatchObject({ key: 'people.notComplete' });
});
