import { describe, expect, it, onTestFinished } from 'vitest';
import { checkActivityRights } from '../../client/cli/doctor/marketo/activity-types.ts';
import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { workLines } from '../../client/cli/setup/marketo-screen.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { ATTRIBUTES } from '../../model/activity-types/attributes.ts';
import { eventIdIn, marketoActivity } from '../../model/activity-types/payload.ts';
import { ACTIVITY_KINDS, type ActivityLayout, EIGHT_TYPES, typesOf } from '../../model/activity-types/types.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { isMarketoId } from '../../model/ids.ts';
import type { QuotaLedger } from '../../model/ports.ts';
import { type FaultRule, type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { type OpenedStore, openTestStore } from '../store/open.ts';

const UNLIMITED: QuotaLedger = { acquire: async () => ({ release: async () => {} }) };
const CONTEXT = { priority: 'check' } as const;
const RIGHTS = ['Read-Write Activity Metadata', 'Read-Write Activity'];
const subject = { apiName: 'subject', name: 'Subject', dataType: 'string' };
const namesFor = (apiName: string) => ({
  apiName,
  name: `Acme ${apiName}`,
  triggerName: `Does ${apiName}`,
  filterName: `Did ${apiName}`,
  description: 'Of Acme',
  primary: subject,
});

async function start(options: MarketoSimulatorOptions = {}, opened?: OpenedStore) {
  const simulator = await startMarketoSimulator({ people: 5, limits: 'off', ...options });
  const { store } = opened ?? (await openTestStore());
  const { baseUrl, clientId, clientSecret } = simulator;
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: UNLIMITED });
  onTestFinished(async () => {
    await marketo.close();
    await simulator.close();
  });
  const { state } = simulator.instance;
  const run = (given: { dryRun?: boolean; layout?: ActivityLayout } = {}) =>
    setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: null, ...given });
  return {
    simulator,
    store,
    run,
    api: marketo.customActivities,
    types: () => state.customTypes.active(),
    names: () => state.customTypes.active().map(({ apiName }) => apiName),
    async foreign(count: number) {
      for (let i = 0; i < count; i++) await marketo.customActivities.createType(namesFor(`acme${i}`), CONTEXT);
    },
    /** Calls since the last reset that change types. */
    writes() {
      const { endpoints } = simulator.instance.stats();
      return Object.entries(endpoints).filter(([name]) => name.startsWith('POST') && name.includes('/external/type'));
    },
  };
}

/** The key a run fails with, and what a person would be told to do. */
async function refusal(run: Promise<unknown>): Promise<{ key: string; text: string }> {
  const error: unknown = await run.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`not an AppError: ${String(error)}`);
  return { key: error.key, text: JSON.stringify(error.details) };
}

const names = (layout: ActivityLayout) => typesOf(layout).map(({ apiName }) => apiName);

describe('setup marketo', () => {
  it('makes the eight types as defined, approved, and stores the layout with their ids', async () => {
    const rig = await start();
    const { layout, ids, works } = await rig.run();
    expect([layout, works.every(({ create }) => create)]).toEqual(['eight', true]);
    for (const type of typesOf('eight')) {
      const { apiName, name, triggerName, filterName, description, primary, attributes } = type;
      expect(await rig.api.describeType(apiName, 'approved', CONTEXT)).toEqual({
        ...{ apiName, name, triggerName, filterName, description, primary, attributes },
        id: ids[apiName],
        status: 'approved',
      });
    }
    expect(await rig.store.activityTypes.get()).toEqual({ layout: 'eight', ids });
    expect(Object.keys(ids)).toEqual(names('eight'));
    const [entry] = await rig.store.audit.list(1);
    expect(entry).toMatchObject({
      action: 'setup.marketo',
      by: 'test',
      details: { layout: 'eight', made: 8, changed: 0 },
    });
  });

  it('--dry-run says what it would make and makes nothing', async () => {
    const rig = await start();
    const { layout, works } = await rig.run({ dryRun: true });
    expect([layout, works.length, rig.types(), rig.writes()]).toEqual(['eight', 8, [], []]);
    expect(await rig.store.activityTypes.get()).toBeNull();
    const lines = works.flatMap((work) => workLines(work, true));
    expect(lines.slice(0, 4)).toEqual([
      'Would create and approve SIA Send Sales Email (siaEmailSent)',
      '  trigger: SIA Is Sent Sales Email; filter: SIA Was Sent Sales Email',
      '  primary attribute: Email Subject (emailSubject, string)',
      expect.stringContaining('  attributes: Sent By (sentBy, email), Source (source, string)'),
    ]);
    expect(lines).toHaveLength(32);
  });

  it('a second run changes nothing', async () => {
    const rig = await start();
    const first = await rig.run();
    const [before, audit] = [rig.types(), await rig.store.audit.list(10)];
    rig.simulator.instance.resetStats();
    const second = await rig.run();
    expect(second.works.flatMap((work) => workLines(work, false))).toEqual([]);
    expect([second.ids, rig.types(), rig.writes()]).toEqual([first.ids, before, []]);
    expect(await rig.store.audit.list(10)).toEqual(audit);
  });

  it.each<FaultRule['do']>([{ resetBefore: true }, { resetAfter: true }, { code: '611' }])(
    'a run that %j ended at any of its calls is completed by the next',
    async (action) => {
      const opened = await openTestStore();
      for (const layout of ['eight', 'compact'] as const) {
        for (let nth = 1; ; nth++) {
          await opened.db.collection('meta').deleteMany({});
          const rig = await start({}, opened);
          rig.simulator.instance.setFaults([{ match: { class: 'activityTypes', nth }, do: action }]);
          const ended = await rig.run({ layout }).catch(() => null);
          rig.simulator.instance.setFaults([]);
          const { ids } = await rig.run({ layout });
          expect([nth, rig.names(), Object.keys(ids)]).toEqual([nth, names(layout), names(layout)]);
          const described = await Promise.all(
            names(layout).map((apiName) => rig.api.describeType(apiName, 'approved', CONTEXT)),
          );
          expect(described.map(({ attributes }) => attributes)).toEqual(typesOf(layout).map((one) => one.attributes));
          if (ended === null) continue;
          // Every call of a whole run has had its turn.
          expect(nth).toBeGreaterThan(layout === 'eight' ? 3 * 8 : 3);
          break;
        }
      }
    },
    60_000,
  );

  it.each([
    [2, 'eight'],
    [3, 'compact'],
    [9, 'compact'],
  ] as const)('beside %i foreign types it is %s, and they are not touched', async (count, layout) => {
    const rig = await start();
    await rig.foreign(count);
    const before = rig.types();
    expect((await rig.run()).layout).toBe(layout);
    expect(rig.types().slice(0, count)).toEqual(before);
    expect(rig.names().slice(count)).toEqual(names(layout));
  });

  it('full places are refused with cause and fix, and nothing is made', async () => {
    const rig = await start();
    await rig.foreign(10);
    const { key, text } = await refusal(rig.run());
    expect(key).toBe('marketo.1027');
    expect(text).toMatch(
      /1 more type is needed, 0 of 10 places are free.*Delete 1 custom activity type that nobody uses/,
    );
    expect([rig.names().length, await rig.store.activityTypes.get()]).toEqual([10, null]);
  });

  it('a place that was taken while it ran is refused the same way', async () => {
    const rig = await start();
    rig.simulator.instance.setFaults([{ match: { path: '*/external/type.json', nth: 4 }, do: { code: '1027' } }]);
    expect((await refusal(rig.run())).key).toBe('marketo.1027');
    expect(await rig.store.activityTypes.get()).toBeNull();
  });

  it.each([
    ['Read-Only Activity Metadata', ['Read-Write Activity']],
    ['Read-Write Activity Metadata', ['Read-Only Activity Metadata', 'Read-Write Activity']],
    ['Read-Write Activity', ['Read-Write Activity Metadata', 'Read-Only Activity']],
  ])('without the right %s it says so and makes nothing', async (right, permissions) => {
    const rig = await start({ clients: [{ clientId: 'c', clientSecret: 's', permissions }] });
    const { key, text } = await refusal(rig.run());
    expect(key).toBe('marketo.603');
    expect(text).toContain(`give the API user’s role the permission “${right}”`);
    expect(rig.types()).toEqual([]);
  });

  it('the two rights that it names are enough', async () => {
    const rig = await start({ clients: [{ clientId: 'c', clientSecret: 's', permissions: RIGHTS }] });
    expect((await rig.run()).layout).toBe('eight');
  });

  it('a type of others with an API name of ours is named and left alone', async () => {
    const rig = await start();
    await rig.api.createType(namesFor('siaEmailClicked'), CONTEXT);
    const before = rig.types();
    expect(await refusal(rig.run())).toEqual({ key: 'marketo.types.foreign', text: '{"type":"siaEmailClicked"}' });
    expect(rig.types()).toEqual(before);
  });

  it.each(['name', 'triggerName', 'filterName'] as const)('a %s that another type has is named', async (member) => {
    const rig = await start();
    await rig.api.createType(
      { ...namesFor('acme'), [member]: EIGHT_TYPES.callReceived[member].toUpperCase() },
      CONTEXT,
    );
    const { key, text } = await refusal(rig.run());
    expect([key, JSON.parse(text)]).toEqual([
      'marketo.types.nameTaken',
      { type: 'siaCallReceived', name: EIGHT_TYPES.callReceived[member], by: 'acme' },
    ]);
    expect(rig.names()).toEqual(['acme']);
  });

  it('a name that is taken in a draft, which the list doesn’t show, is told as taken', async () => {
    const rig = await start();
    rig.simulator.instance.setFaults([{ match: { path: '*/external/type.json', nth: 1 }, do: { code: '709' } }]);
    expect((await refusal(rig.run())).key).toBe('marketo.types.nameTaken');
  });

  it('two runs at once make one set of types', async () => {
    const rig = await start();
    const runs = await Promise.allSettled([rig.run(), rig.run()]);
    expect(runs.some(({ status }) => status === 'fulfilled')).toBe(true);
    await rig.run();
    expect(rig.names().toSorted()).toEqual(names('eight').toSorted());
  });

  it('what an admin took away is put back, what an admin began is not approved', async () => {
    const rig = await start();
    await rig.run();
    const post = async (path: string, body: object) => {
      const { baseUrl, clientId, clientSecret } = rig.simulator;
      const query = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      });
      const token = (await (await fetch(`${baseUrl}/identity/oauth/token?${String(query)}`)).json()) as {
        access_token: string;
      };
      const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' };
      await fetch(`${baseUrl}/rest/v1/activities/external/type/${path}.json`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    };
    await post('siaEmailSent/attributes/delete', { attributes: [{ apiName: 'source' }] });
    await post('siaEmailSent/approve', {});
    await post('siaEmailOpened/attributes/create', {
      attributes: [{ apiName: 'mine', name: 'Mine', dataType: 'string' }],
    });
    await post('siaEmailClicked/delete', {});
    const { works, ids } = await rig.run();
    expect(works.flatMap((work) => workLines(work, false)).filter((line) => !line.startsWith(' '))).toEqual([
      'Completed and approved SIA Send Sales Email (siaEmailSent)',
      'Created and approved SIA Click Sales Email (siaEmailClicked)',
    ]);
    expect((await rig.api.types(CONTEXT)).find(({ apiName }) => apiName === 'siaEmailOpened')?.status).toBe(
      'approvedWithDraft',
    );
    expect(await rig.store.activityTypes.get()).toEqual({ layout: 'eight', ids });
    await post('siaEmailSent/attributes/update', { attributes: [{ apiName: 'source', dataType: 'integer' }] });
    expect(await refusal(rig.run())).toEqual({
      key: 'marketo.types.changed',
      text: '{"type":"siaEmailSent","attribute":"source"}',
    });
  });

  it('the layout is permanent', async () => {
    const rig = await start();
    expect((await rig.run({ layout: 'compact' })).layout).toBe('compact');
    expect((await rig.run()).layout).toBe('compact');
    expect((await refusal(rig.run({ layout: 'eight' }))).key).toBe('marketo.types.layoutFixed');
  });

  it('types that are listed as deleted don’t count', async () => {
    const rig = await start({ switches: { deletedTypes: 'listed', typeListAttributes: true } });
    await rig.foreign(10);
    for (const type of rig.types()) rig.simulator.instance.state.commit({ types: [{ ...type, deleted: true }] });
    expect((await rig.run()).layout).toBe('eight');
  });

  it('another instance than the one that the people were read from is refused', async () => {
    const rig = await start();
    await rig.store.peopleState.patch({ marketoInstance: 'https://123-ABC-456.mktorest.com' });
    expect((await refusal(rig.run())).key).toBe('people.instanceChanged');
    expect(rig.types()).toEqual([]);
  });
});

describe.each(['eight', 'compact'] as const)('the types of layout %s', (layout) => {
  it('take every kind of sales activity, each attribute at its longest, and give it back by its event id', async () => {
    const rig = await start();
    const { ids } = await rig.run({ layout });
    const [personId] = [...rig.simulator.instance.state.book.living()].filter(isMarketoId);
    if (personId === undefined) throw new Error('nobody');
    const longest = Object.values(ATTRIBUTES).map(({ apiName, dataType }) => [
      apiName,
      dataType === 'integer' ? 99_999_999 : `https://example.com/${'ü😀'.repeat(300)}`,
    ]);
    const activities = ACTIVITY_KINDS.map((type) => ({
      ...(Object.fromEntries(longest) as Record<string, string | number>),
      ...{ id: `e-${type}`, type, personId, occurredAt: new Date(), seller: 'seller@example.com' },
    }));
    const target = { layout, ids, instance: 'acme' };
    const records = activities.map((activity) => marketoActivity(activity, target));
    const outcomes = await rig.api.add(records, CONTEXT);
    expect(outcomes.map(({ kind }) => kind)).toEqual(ACTIVITY_KINDS.map(() => 'added'));
    const from = activities[0]?.occurredAt ?? new Date();
    const found = await rig.api.readBack({ leadIds: [personId], typeIds: Object.values(ids), from }, CONTEXT);
    expect(found.map(({ attributes }) => eventIdIn(attributes))).toEqual(activities.map(({ id }) => `acme/${id}`));
    expect(found.map(({ primary }) => primary)).toEqual(records.map(({ primary }) => primary));
  });
});

describe('doctor on the activity types', () => {
  it('tells of types that are not set up, missing, unapproved', async () => {
    const rig = await start();
    const look = async () =>
      (await checkActivityRights({ customActivities: rig.api, pagingToken: async () => 'token' }, rig.store))
        .filter(({ id }) => id === 'marketo.activityTypes' || id === 'marketo.right.writeActivityMetadata')
        .map(({ id, status, message }) => `${status} ${id}: ${message}`);
    expect(await look()).toEqual([
      'ok marketo.right.writeActivityMetadata: granted',
      'warn marketo.activityTypes: not set up',
    ]);
    await rig.run();
    expect(await look()).toEqual([
      'skipped marketo.right.writeActivityMetadata: not needed any more: the activity types are there',
      'ok marketo.activityTypes: layout eight, 8 there and approved',
    ]);
    const [first] = rig.types();
    if (first === undefined) throw new Error('no type');
    rig.simulator.instance.state.commit({ types: [{ ...first, deleted: true }] });
    expect((await look())[1]).toMatch(/^fail marketo\.activityTypes: .*: siaEmailSent$/);
    await rig.run();
    expect((await look())[1]).toMatch(/^ok/);
  });
});
