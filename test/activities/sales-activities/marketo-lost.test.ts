import { describe, expect, it, onTestFinished } from 'vitest';
import { lookUpUnknown } from '../../../activities/sales-activities/look-up.ts';
import { sendOnce } from '../../../activities/sales-activities/send.ts';
import type { QuotaLedger } from '../../../model/ports.ts';
import type { FaultRule } from '../../../simulators/marketo/index.ts';
import { openStore } from '../../../store/index.ts';
import { activityId } from '../../store/sales-activities.ts';
import { mongoUri } from '../../store/uri.ts';
import { CALL_MS, eventOf, openMarketoRig, running } from './marketo-rig.ts';
import { switchable } from './switchable.ts';

const ADDING: FaultRule['match'] = { class: 'activityWrites', nth: 1 };
const ids = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
const events = (count: number) => ids(count).map(eventOf).sort();

describe('answers that do not come', () => {
  it.each<FaultRule['do']>([
    { resetAfter: true },
    { truncate: true },
    { badJson: true },
    { emptyBody: true },
    { delayMs: CALL_MS + 300 },
  ])('after %j an activity is unknown, is looked up once it must be visible, and is there once', async (action) => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: ADDING, do: action }]);
    await rig.intake(...ids(3).map((id) => rig.activity('emailSent', id)));
    await rig.send();
    expect(await rig.states(...ids(3))).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await rig.send()).toBe(0);
    await expect.poll(() => rig.truth().length).toBe(3);
    rig.clock.advance((await rig.deps.sender.visibleAfterMs()) - 1);
    rig.instance.resetStats();
    expect(await lookUpUnknown(rig.deps, running)).toBe(0);
    expect(rig.instance.stats().endpoints).toEqual({});
    rig.clock.advance(1);
    expect(await lookUpUnknown(rig.deps, running)).toBe(3);
    const guids = new Map(rig.truth().map(({ attributes, guid }) => [attributes.siaEventId, guid]));
    const done = ids(3).map((id) => ({ state: 'done', reference: guids.get(eventOf(id)) }));
    expect(await rig.statuses(...ids(3))).toEqual(done);
    expect([await rig.send(), rig.eventIds()]).toEqual([0, events(3)]);
  });

  it('a call lost before Marketo did anything is looked up in vain, then sent again: one record', async () => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: ADDING, do: { resetBefore: true } }]);
    await rig.intake(...ids(3).map((id) => rig.activity('emailSent', id)));
    await rig.send();
    expect([await rig.states('a0'), rig.truth()]).toEqual([['unknown'], []]);
    expect(await rig.lookUp()).toBe(3);
    expect(await rig.states('a0')).toEqual(['pending']);
    await rig.send();
    expect([await rig.states(...ids(3)), rig.eventIds()]).toEqual([['done', 'done', 'done'], events(3)]);
  });

  it('of one call some records are there and others not: each goes its own way', async () => {
    const rig = await openMarketoRig();
    await rig.intake(...ids(4).map((id, index) => rig.activity('emailSent', id, { personId: rig.person(index) })));
    rig.instance.delete(rig.person(3));
    rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
    await rig.send();
    expect(await rig.lookUp()).toBe(3);
    expect(await rig.states(...ids(4))).toEqual(['done', 'done', 'done', 'unknown']);
    expect(rig.eventIds()).toEqual(events(3));
  });

  it('an activity that becomes readable only after five minutes is not sent again', async () => {
    const rig = await openMarketoRig({ simulator: { switches: { customActivityDelayMs: 299_000 } } });
    rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send();
    expect(rig.truth()).toMatchObject([{ isVisible: false }]);
    expect(await rig.lookUp()).toBe(1);
    expect([await rig.states('a0'), await rig.send(), rig.eventIds()]).toEqual([['done'], 0, events(1)]);
  });

  it('a longer delay is waited for where the setting says so', async () => {
    const rig = await openMarketoRig({ simulator: { switches: { customActivityDelayMs: 1_800_000 } } });
    await rig.store.settings.setMarketo({ readBackDelayMs: 1_800_000 }, 'test');
    rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send();
    rig.clock.advance(1_800_000);
    expect(await lookUpUnknown(rig.deps, running)).toBe(0);
    rig.clock.advance(95_000);
    expect(await lookUpUnknown(rig.deps, running)).toBe(1);
    expect([await rig.states('a0'), rig.eventIds()]).toEqual([['done'], events(1)]);
  });

  it('more people than one read-back takes, and activities of every time, are all found', async () => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
    const day = 86_400_000;
    await rig.intake(
      ...ids(100).map((id, index) => {
        const occurredAt = new Date(rig.clock.ms - (index % 10) * 30 * day - 999).toISOString();
        return rig.activity('callReceived', id, { personId: rig.person(index), occurredAt });
      }),
    );
    await rig.send();
    expect(await rig.lookUp()).toBe(100);
    expect(new Set(await rig.states(...ids(100)))).toEqual(new Set(['done']));
  });

  it('a token refused in the middle of it all: the call is repeated, the record is not', async () => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: ADDING, do: { expireToken: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send();
    expect([await rig.states('a0'), rig.calls(), rig.eventIds()]).toEqual([['done'], 2, events(1)]);
  });
});

describe('"not there" counts only where the person can be read', () => {
  it.each([true, false])(
    'a person merged since, unknown to us yet: nothing is said until the winner is known (activities move: %s)',
    async (mergeMovesActivities) => {
      const rig = await openMarketoRig({ simulator: { switches: { mergeMovesActivities } } });
      const [loser, winner] = [rig.person(0), rig.person(1)];
      rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
      await rig.intake(rig.activity('emailSent', 'a0', { personId: loser }));
      await rig.send();
      rig.instance.merge({ winner, losers: [loser] });
      if (mergeMovesActivities) {
        expect(await rig.lookUp()).toBe(0);
        expect(await rig.states('a0')).toEqual(['unknown']);
      }
      await rig.mergeStored(loser, winner);
      expect(await rig.lookUp()).toBe(1);
      expect([await rig.states('a0'), await rig.send(), rig.eventIds()]).toEqual([['done'], 0, events(1)]);
    },
  );

  it.each([true, false])(
    'what went to a winner that was merged away in turn is found (activities move: %s)',
    async (mergeMovesActivities) => {
      const rig = await openMarketoRig({ simulator: { switches: { mergeMovesActivities } } });
      const [first, second, third] = [rig.person(0), rig.person(1), rig.person(2)];
      rig.instance.merge({ winner: second, losers: [first] });
      await rig.mergeStored(first, second);
      rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
      await rig.intake(rig.activity('emailSent', 'a0', { personId: first }));
      await rig.send();
      rig.instance.merge({ winner: third, losers: [second] });
      await rig.mergeStored(second, third);
      expect(await rig.lookUp()).toBe(1);
      expect([await rig.states('a0'), await rig.send(), rig.eventIds()]).toEqual([['done'], 0, events(1)]);
    },
  );

  it('a person known to be gone: looked up in vain, tried again, failed', async () => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: ADDING, do: { resetBefore: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send();
    rig.instance.delete(rig.person(0));
    expect(await rig.lookUp()).toBe(0);
    await rig.deleteStored(rig.person(0));
    rig.clock.advance(3_600_000);
    expect(await rig.lookUp()).toBe(1);
    for (let tries = 2; tries <= 4; tries++) {
      await rig.send();
      rig.clock.advance(600_000);
      await rig.resumeDue();
    }
    expect(await rig.statuses('a0')).toEqual([{ state: 'failed', error: 'marketo.1004' }]);
    expect(rig.truth()).toEqual([]);
  });

  it('a deletion that we see before its merge: what moved to the winner is not sent a second time', async () => {
    const rig = await openMarketoRig();
    const [loser, winner] = [rig.person(0), rig.person(1)];
    rig.instance.setFaults([{ match: ADDING, do: { resetAfter: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0', { personId: loser }));
    await rig.send();
    rig.instance.merge({ winner, losers: [loser] });
    await rig.deleteStored(loser);
    await rig.lookUp();
    await rig.send();
    await rig.mergeStored(loser, winner);
    await rig.lookUp();
    await rig.resumeDue();
    await rig.send();
    expect([await rig.states('a0'), rig.eventIds()]).toEqual([['done'], events(1)]);
  });
});

describe('calls that may not leave, or end in the middle', () => {
  /** A place is given when `wait` says so. */
  const slow = (wait: (signal: AbortSignal | undefined) => Promise<void>): QuotaLedger => ({
    acquire: async ({ signal }) => {
      await wait(signal);
      signal?.throwIfAborted();
      return { release: async () => {} };
    },
  });

  it('a call that got its place more than 5 s after its claim never leaves; the next one takes its activities', async () => {
    const rig = await openMarketoRig();
    const late = rig.worker({ marketo: rig.client(slow(async () => rig.clock.advance(5_001))) });
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send(late);
    expect((await rig.statuses('a0'))[0]).toMatchObject({ state: 'parked', reason: 'heldUp' });
    expect([rig.calls(), rig.truth()]).toEqual([0, []]);
    await rig.resumeDue();
    await rig.send();
    expect([await rig.states('a0'), rig.eventIds()]).toEqual([['done'], events(1)]);
  });

  it('nor does its repetition with a new token, when the first took too long', async () => {
    const rig = await openMarketoRig();
    let calls = 0;
    const late = rig.worker({ marketo: rig.client(slow(async () => void (++calls > 1 && rig.clock.advance(5_001)))) });
    rig.instance.setFaults([{ match: ADDING, do: { expireToken: true } }]);
    await rig.intake(rig.activity('emailSent', 'a0'));
    await rig.send(late);
    expect((await rig.statuses('a0'))[0]).toMatchObject({ state: 'parked', reason: 'heldUp' });
    expect(rig.truth()).toEqual([]);
  });

  it('told to stop while it waits for its place: nothing is sent, and nothing is in doubt', async () => {
    const rig = await openMarketoRig();
    const stop = new AbortController();
    const waiting = rig.worker({ marketo: rig.client(slow(async () => stop.abort())) });
    await rig.intake(rig.activity('emailSent', 'a0'));
    await sendOnce(waiting, stop.signal);
    expect((await rig.statuses('a0'))[0]).toMatchObject({ state: 'parked', reason: 'heldUp' });
    expect(rig.calls()).toBe(0);
  });

  it('told to stop while the call is under way: unknown, looked up, there once', async () => {
    const rig = await openMarketoRig();
    const stop = new AbortController();
    rig.instance.setFaults([{ match: ADDING, do: { delayMs: 400 } }]);
    await rig.intake(...ids(3).map((id) => rig.activity('emailSent', id)));
    const sending = sendOnce(rig.deps, stop.signal);
    await expect.poll(() => rig.calls()).toBe(1);
    stop.abort();
    await sending;
    expect(await rig.states(...ids(3))).toEqual(['unknown', 'unknown', 'unknown']);
    await expect.poll(() => rig.truth().length).toBe(3);
    await rig.lookUp();
    expect([await rig.states(...ids(3)), await rig.send(), rig.eventIds()]).toEqual([
      ['done', 'done', 'done'],
      0,
      events(3),
    ]);
  });

  it('two senders at once share what is pending: each activity arrives once', async () => {
    const rig = await openMarketoRig();
    const other = await openStore({ uri: mongoUri(), dbName: rig.db.databaseName });
    onTestFinished(() => other.close());
    const both = [rig.deps, rig.worker({ store: other })];
    for (let start = 0; start < 700; start += 100) {
      const part = ids(700).slice(start, start + 100);
      await rig.intake(...part.map((id, index) => rig.activity('emailSent', id, { personId: rig.person(index) })));
    }
    await Promise.all(
      both.map(async (deps) => {
        for (let idle = 0; idle < 3; ) idle = (await rig.send(deps)) === 0 ? idle + 1 : 0;
      }),
    );
    expect(rig.eventIds()).toEqual(events(700));
    expect(new Set(await rig.states(...ids(700)))).toEqual(new Set(['done']));
  });
});

describe('a database that fails while outcomes are stored', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('leaves nothing doubled and nothing behind (seed %i)', async (seed) => {
    const database = switchable(seed);
    const rig = await openMarketoRig({ wrap: database.wrap });
    const { customActivities } = rig.marketo;
    const add: typeof customActivities.add = async (...args) => {
      const outcomes = await customActivities.add(...args);
      database.hostile = true;
      return outcomes;
    };
    const deps = rig.worker({ marketo: { ...rig.marketo, customActivities: { ...customActivities, add } } });
    for (let round = 0; round < 6; round++) {
      const part = ids(60).slice(round * 10, round * 10 + 10);
      await rig.intake(...part.map((id, index) => rig.activity('emailSent', id, { personId: rig.person(index) })));
      rig.instance.setFaults(round % 2 === 0 ? [] : [{ match: ADDING, do: { resetAfter: true } }]);
      // Fails in most rounds: an attempt that the workflow would start again.
      await rig.send(deps).catch(() => undefined);
      await lookUpUnknown(deps, running).catch(() => undefined);
      database.hostile = false;
    }
    rig.instance.setFaults([]);
    rig.clock.advance(120_000);
    await rig.lookUp();
    await rig.resumeDue();
    while ((await rig.send()) > 0);
    // Rows stay until their activities have a workflow.
    await rig.store.salesActivities.markStarted(ids(60).map(activityId), rig.clock.now());
    await rig.store.salesActivities.sweep(new Date(Date.now() + 1));
    expect(rig.eventIds()).toEqual(events(60));
    expect(new Set(await rig.states(...ids(60)))).toEqual(new Set(['done']));
    expect(await rig.store.salesActivities.counts()).toEqual([]);
    expect(database.mischief()).toBeGreaterThan(0);
  });
});
