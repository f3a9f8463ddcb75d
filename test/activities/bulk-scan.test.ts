import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { dice } from '../../chaos/plan/dice.ts';
import type { MarketoId } from '../../model/ids.ts';
import { quotaResetAfter } from '../../model/quota.ts';
import type { FaultRule } from '../../simulators/marketo/index.ts';
import { openBulkRig, scanOut } from './bulk-rig.ts';
import { type Death, mortal } from './chaos.ts';
import { HOUR, MINUTE } from './clock.ts';
import { activitiesOf, newAttempt, type Rig, SCAN } from './rig.ts';
import { expectTruth, someone } from './truth.ts';

const PEOPLE = 700;
/** Marketo’s limits of exports, and none of calls: those are not what is tested here. */
const BULK_LIMITS_ALONE = { on: true, window: 1e6, atOnce: 1e3, dailyQuota: 1e9 };

/** What the audit log says of exports that were made again. */
async function madeAgain({ store }: Pick<Rig, 'store'>): Promise<unknown[]> {
  const rows = await store.audit.list(100);
  return rows.filter(({ action }) => action === 'people.export.again').map(({ details }) => details.reason);
}

/** The same client; `before` runs once, when the first file is about to be read. */
function interrupting(deps: PeopleDeps, before: () => Promise<unknown>): PeopleDeps {
  let first = true;
  const { bulkLeads } = deps.marketo;
  const rows: typeof bulkLeads.rows = async function* (...args) {
    if (first) {
      first = false;
      await before();
    }
    yield* bulkLeads.rows(...args);
  };
  return { ...deps, marketo: { ...deps.marketo, bulkLeads: { ...bulkLeads, rows } } };
}

describe('reading everyone by exports', () => {
  it('the database equals Marketo, and every row carries the ticket of its export', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE, done: PEOPLE, total: PEOPLE });
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect(await rig.db.collection('people').countDocuments()).toBe(PEOPLE);
    const exports = await rig.store.exports.list(SCAN);
    expect(new Set(exports.map(({ state }) => state))).toEqual(new Set(['written']));
    const tickets = new Set(exports.map(({ ticket }) => ticket));
    expect(tickets.size).toBe(exports.length);
    const used = await rig.db.collection('people').distinct('marketo.asOf');
    expect(used.filter((asOf) => !tickets.has(asOf))).toEqual([]);
  });

  it('waiting for Marketo ends no piece: polling makes no history', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { pieces } = await scanOut(rig);
    const exports = await rig.store.exports.list(SCAN);
    const polls = rig.instance.stats().endpoints['GET /bulk/v1/leads/export/{id}/status.json'] ?? 0;
    expect(pieces).toBeLessThanOrEqual(exports.length);
    expect(polls).toBeGreaterThan(exports.length);
  });

  it('no more jobs are queued than our share, and Marketo refuses none', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    await scanOut(rig);
    const { bulk, codes } = rig.instance.stats();
    expect(bulk.peakQueued).toBeLessThanOrEqual(rig.deps.exportLimits.jobs);
    expect(bulk.peakProcessing).toBe(2);
    expect(codes['1029']).toBeUndefined();
  });

  it('jobs of others fill the queue: ours wait their turn and are not counted as failed', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    rig.instance.setLimits(BULK_LIMITS_ALONE);
    rig.instance.addForeignJobs({ count: 10, ms: 20 * MINUTE });
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    expect(rig.instance.stats().codes['1029']).toBeGreaterThan(0);
    expect(await madeAgain(rig)).toEqual([]);
    await expectTruth(rig);
  });
});

describe('going on', () => {
  it('killed again and again, it ends equal; what was written is not exported again', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const random = dice(20_261_127);
    for (let death = 0; death < 25; death++) {
      const env = newAttempt();
      const kind = random.oneOf<Death['kind']>(['before', 'after', 'cancel']);
      const deps = mortal(rig.deps, { atCall: 1 + random.below(60), kind }, env);
      const before = await rig.store.exports.list(SCAN);
      await activitiesOf(deps, () => env)
        .scanPeople()
        .catch(() => undefined);
      const after = await rig.store.exports.list(SCAN);
      for (const job of before.filter(({ state }) => state === 'written')) expect(after).toContainEqual(job);
    }
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect(await rig.db.collection('people').countDocuments()).toBe(PEOPLE);
  });
});

describe('a file that is not what its job said', () => {
  const FAULTS: readonly [string, FaultRule, string | null][] = [
    ['a job that fails', { match: { nth: 3 }, do: { failJob: true } }, 'people.exportFailed'],
    ['a file that stays away', { match: { nth: 3 }, do: { completedBut404: 500 } }, 'marketo.bulk.fileMissing'],
    ['a file that answers 404 at first', { match: { nth: 3 }, do: { completedBut404: 2 } }, null],
    ['a file cut off', { match: { nth: 3 }, do: { truncateFile: 40 } }, 'marketo.bulk.incomplete'],
    ['one wrong bit', { match: { class: 'bulkFile', times: 1 }, do: { flipBit: true } }, 'marketo.bulk.checksum'],
    ['NUL bytes and bare CR', { do: { nulAndCr: true } }, null],
    ['no ranges', { match: { class: 'bulkFile' }, do: { noRange: true } }, null],
  ];

  it.each(FAULTS)('%s: the people are exact, and what was made again is told once', async (_, rule, reason) => {
    const rig = await openBulkRig({ people: PEOPLE });
    rig.instance.setFaults([rule]);
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete' });
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect(await rig.db.collection('people').countDocuments()).toBe(PEOPLE);
    expect(await madeAgain(rig)).toEqual(reason === null ? [] : [reason]);
  });

  it('a job that fails every time is a person’s affair after some tries', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    rig.instance.setFaults([{ do: { failJob: true } }]);
    await expect(scanOut(rig)).rejects.toMatchObject({ key: 'people.exportFails' });
  });

  it('Marketo has forgotten the job: it is made again', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { bulkLeads } = rig.deps.marketo;
    const made = await bulkLeads.create(
      { fields: ['id'], filter: { kind: 'createdAt', startAt: new Date(0), endAt: new Date(1_000) } },
      { priority: 'initial' },
    );
    const job = await rig.store.exports.open(SCAN, 0);
    const exportId = made.exportId.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    const ticket = await rig.store.tickets.take();
    await rig.store.exports.move(job, { state: 'queued', exportId, ticket, tries: 1, queuedAt: rig.clock.now() });
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    expect(await madeAgain(rig)).toEqual(['marketo.bulk.unknownJob']);
  });
});

describe('order of writes', () => {
  it('a change read while the export waited is newer than its file', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { id } = someone(rig.instance, 5);
    const deps = interrupting(rig.deps, async () => {
      rig.instance.update(id, { title: 'Changed meanwhile' });
      await activitiesOf(rig.deps).resync([id]);
    });
    expect(await scanOut({ deps })).toMatchObject({ kind: 'complete' });
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo).toMatchObject({ title: 'Changed meanwhile' });
  });

  it('a person deleted while the export waited is not brought back by its file', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { id } = someone(rig.instance, 5);
    const deps = interrupting(rig.deps, async () => {
      rig.instance.delete(id);
      await activitiesOf(rig.deps).changesTurn();
    });
    expect(await scanOut({ deps })).toMatchObject({ kind: 'complete' });
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo).toMatchObject({ state: 'deleted' });
  });

  it('a bare null that would empty a field is read again by id: the text may be "null"', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { id } = someone(rig.instance, 5);
    rig.instance.update(id, { lastName: 'null' });
    await activitiesOf(rig.deps).resync([id]);
    await scanOut(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo).toMatchObject({ lastName: 'null' });
  });

  it('a field that really was emptied is empty afterwards', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const { id } = someone(rig.instance, 5);
    await activitiesOf(rig.deps).resync([id]);
    rig.instance.update(id, { lastName: null });
    await scanOut(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo).toMatchObject({ lastName: null });
  });
});

describe('the day’s volume', () => {
  it('our share used up: parked until the reset, what was written stays, and the rest follows', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    const deps: PeopleDeps = { ...rig.deps, exportLimits: { jobs: 2, dayBytes: 60_000 } };
    const parked = await scanOut({ deps });
    expect(parked).toMatchObject({ kind: 'parked', key: 'quota.exportShareUsed' });
    expect(parked.read).toBeGreaterThan(0);
    if (parked.kind !== 'parked') return;
    expect(new Date(parked.until)).toEqual(quotaResetAfter(rig.clock.now()));
    const before = await rig.store.exports.list(SCAN);
    rig.clock.advance(Date.parse(parked.until) - rig.clock.ms + HOUR);
    let last = await scanOut({ deps });
    for (let days = 0; last.kind === 'parked' && days < 30; days++) {
      rig.clock.advance(Date.parse(last.until) - rig.clock.ms + HOUR);
      last = await scanOut({ deps });
    }
    expect(last).toMatchObject({ kind: 'complete', read: PEOPLE });
    const after = await rig.store.exports.list(SCAN);
    for (const job of before.filter(({ state }) => state === 'written')) expect(after).toContainEqual(job);
    await expectTruth(rig);
  });

  it('Marketo says that the volume is used up (1029): parked until the reset', async () => {
    const rig = await openBulkRig({ people: PEOPLE });
    rig.instance.setLimits({ ...BULK_LIMITS_ALONE, bulkUsedBytes: 500_000_000 });
    expect(await scanOut(rig)).toMatchObject({ kind: 'parked', key: 'marketo.1029.quota' });
  });
});

describe('one smart list', () => {
  it('everybody in one job where the subscription allows it', async () => {
    const rig = await openBulkRig({ people: PEOPLE, switches: { smartListFilter: true } }, 'All People');
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    expect(await rig.store.exports.list(SCAN)).toHaveLength(1);
    await expectTruth(rig);
  });

  it.each([
    ['the subscription has no smart list filter', false, 'All People'],
    ['there is no such list', true, 'Nobody’s list'],
  ])('%s: everyone is read by id instead, and that is told', async (_, smartListFilter, name) => {
    const rig = await openBulkRig({ people: PEOPLE, switches: { smartListFilter } }, name);
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    expect((await rig.store.peopleState.get()).strategy).toBe('ids');
    expect((await rig.store.audit.list(10)).map(({ action }) => action)).toContain('people.smartList.givenUp');
    await expectTruth(rig);
  });

  it('a list with too few people is not everybody’s: everyone is read by id', async () => {
    const rig = await openBulkRig({ people: PEOPLE, switches: { smartListFilter: true } }, 'Some');
    rig.instance.setSmartList(
      7,
      'Some',
      [...rig.instance.truth()].slice(0, 300).map(({ id }) => id),
    );
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete', read: PEOPLE });
    expect((await rig.store.peopleState.get()).strategy).toBe('ids');
    await expectTruth(rig);
  });
});
