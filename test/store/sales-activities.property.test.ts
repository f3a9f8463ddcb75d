import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Collection, Document } from 'mongodb';
import { expect, it } from 'vitest';
import type { BranchAnswer } from '../../model/sales-activity/branch.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { SalesActivityStore } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';
import { hostileDriver } from './hostile.ts';
import { openTestStore } from './open.ts';
import { persist } from './persist.ts';
import { atSecond, event, sent } from './sales-activities.ts';

/** What happened to a call: executed or not, and whether its sender heard of it. */
type Fate = 'added' | 'addedUnheard' | 'refused' | 'unheard';

interface Call {
  batch: string;
  answers: Map<string, BranchAnswer>;
}

/** A call starts within 5 s of its claim and lasts 90 s at most (design section 5). */
const CALL_WITHIN_S = 95;
const READ_BACK_DELAY_S = 300;

/** Senders that die anywhere, a vendor that keeps what it is sent, look-ups, and a clock that is told. */
class World {
  seconds = 0;
  calls: Call[] = [];
  /** How often the vendor executed each activity. */
  executed = new Map<string, number>();
  private batches = 0;
  private readonly activities: SalesActivity[];
  private readonly outbox: SalesActivityStore;
  private readonly name: string;

  constructor(store: Store, name: string, count: number) {
    this.outbox = store.salesActivities;
    this.name = name;
    this.activities = Array.from({ length: count }, (_, index) => sent(`${name}-${index}`));
  }

  intake = () => persist(() => this.outbox.intake(this.activities));
  sweep = () => persist(() => this.outbox.sweep(new Date(Date.now() + 60_000)));
  expire = () => persist(() => this.outbox.expire(atSecond(this.seconds)));

  /** A sender that claims and calls; one whose claim fails has died. */
  async send(limit: number, fate: Fate): Promise<void> {
    const batch = `${this.name}-batch-${this.batches++}`;
    const request = { vendor: 'marketo', batch, limit, now: atSecond(this.seconds) } as const;
    const claimed = await this.outbox.claim(request).catch(() => []);
    const ids = claimed.map(({ row }) => row.id);
    for (const id of fate === 'added' || fate === 'addedUnheard' ? ids : []) {
      this.executed.set(id, (this.executed.get(id) ?? 0) + 1);
    }
    this.calls.push({ batch, answers: new Map(ids.map((id) => [id, this.answerOf(id, fate)])) });
  }

  private answerOf(id: string, fate: Fate): BranchAnswer {
    if (fate === 'added') return { state: 'done', reference: `guid-${id}` };
    return fate === 'refused'
      ? { state: 'parked', until: atSecond(this.seconds + 60), reason: 'rate' }
      : { state: 'unknown' };
  }

  async answer(call: Call | undefined): Promise<void> {
    if (call === undefined) return;
    const { batch } = call;
    const events = [...call.answers].map(([id, answer]) => event(id, 'marketo', { kind: 'answer', batch, answer }));
    await persist(() => this.outbox.apply(events));
  }

  /** Once what was sent must be visible. */
  async lookUp(): Promise<void> {
    for (const { id, status } of await persist(() => this.outbox.list({ state: 'unknown' }, '', 1_000))) {
      if (status.state !== 'unknown') continue;
      const from = atSecond(this.seconds - CALL_WITHIN_S - READ_BACK_DELAY_S);
      if (status.since > from) continue;
      const { batch } = status;
      const found = this.executed.has(id);
      const what = found
        ? ({ kind: 'found', batch, reference: `guid-${id}` } as const)
        : ({ kind: 'absent', batch } as const);
      await persist(() => this.outbox.apply([event(id, 'marketo', what)]));
    }
  }

  async resume(): Promise<void> {
    const due = await persist(() => this.outbox.due(atSecond(this.seconds), 1_000));
    await persist(() => this.outbox.apply(due.map(({ id }) => event(id, 'marketo', { kind: 'resume' }))));
  }

  /** What goes on by itself when nobody answers for long. */
  async mend(): Promise<void> {
    this.seconds += CALL_WITHIN_S + READ_BACK_DELAY_S + 120;
    await this.expire();
    await this.lookUp();
    await this.resume();
  }

  /** Until there is nothing left to do. */
  async settle(): Promise<void> {
    for (let round = 0; round < 30; round++) {
      await this.sweep();
      await this.mend();
      await this.send(1_000, 'added');
      await this.answer(this.calls.at(-1));
      await persist(() =>
        this.outbox.markStarted(
          this.activities.map(({ id }) => id),
          atSecond(this.seconds),
        ),
      );
      if ((await persist(() => this.outbox.list({}, '', 1))).length === 0) return;
    }
  }

  async states(): Promise<(string | undefined)[]> {
    const records = await Promise.all(this.activities.map(({ id }) => persist(() => this.outbox.get(id))));
    return records.map((record) => {
      const status = record?.branches.marketo?.status;
      return status?.state === 'done' ? (status.reference ?? undefined) : status?.state;
    });
  }

  get ids(): string[] {
    return this.activities.map(({ id }) => id);
  }
}

const limit = fc.integer({ min: 1, max: 2 });
const pick = fc.nat(5);
const fate = fc.constantFrom<Fate>('added', 'addedUnheard', 'refused', 'unheard');
const steps = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send'), limit, fate }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sendBoth'), limit, fate }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('answer'), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answerAndAll'), pick, limit, fate }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time'), seconds: fc.constantFrom(3, 60, 120, 400) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('mend') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('expire', 'lookUp', 'resume', 'intake', 'sweep') }) },
);

type Step = { kind: string; limit?: number; pick?: number; fate?: Fate; seconds?: number };

async function take(world: World, { kind, limit = 1, pick = 0, fate = 'added', seconds = 0 }: Step): Promise<void> {
  const call = world.calls.toReversed()[pick % Math.max(1, world.calls.length)];
  switch (kind) {
    case 'send':
      return world.send(limit, fate);
    case 'sendBoth':
      await Promise.all([world.send(limit, fate), world.send(limit, fate)]);
      return;
    case 'answer':
      return world.answer(call);
    case 'answerAndAll':
      await Promise.all([world.answer(call), world.expire(), world.lookUp(), world.send(limit, fate)]);
      return;
    case 'time':
      world.seconds += seconds;
      return;
    case 'mend':
      return world.mend();
    case 'expire':
      await world.expire();
      return;
    case 'lookUp':
      return world.lookUp();
    case 'resume':
      return world.resume();
    case 'intake':
      await world.intake();
      return;
    default:
      await world.sweep();
  }
}

/** Plays every sequence on the same database, each with activities of its own that come to their end. */
async function play(store: Store, numRuns: number, seed?: number): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 25 }), async (sequence) => {
      const world = new World(store, `run-${run++}`, 2);
      await world.intake();
      let ended: (string | undefined)[] = [];
      for (const step of sequence) {
        await take(world, step);
        // How a branch ended never changes.
        const now = await world.states();
        for (const [index, end] of ended.entries()) if (end?.startsWith('guid-')) expect(now[index]).toBe(end);
        ended = now;
      }
      await world.settle();
      expect(await world.states()).toEqual(world.ids.map((id) => `guid-${id}`));
      expect(world.ids.map((id) => world.executed.get(id))).toEqual(world.ids.map(() => 1));
      expect(await persist(() => store.salesActivities.list({}, '', 1))).toEqual([]);
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }) },
  );
}

it('two senders, kills and late answers in any order: each activity is executed once and ends once', async () => {
  const { store } = await openTestStore(unhurriedWrites);
  await store.migrate();
  await play(store, 200);
});

it('the same on a MongoDB that loses answers, stops in bulks and is slow', async () => {
  const seed = Number(process.env.TEST_SEED ?? 1);
  const { store } = await openTestStore(hostileDriver(seed, 0.15).wrap);
  await persist(() => store.migrate());
  await play(store, 40, seed);
});

/** Lets any other command come between what a store has read and what it writes. */
function unhurriedWrites<T extends Document>(collection: Collection<T>): Collection<T> {
  let turn = 0;
  return new Proxy(collection, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const plain = member.bind(target) as (...args: unknown[]) => unknown;
      if (name !== 'bulkWrite' || collection.collectionName !== 'outbox') return plain;
      return async (...args: unknown[]) => {
        await delay([0, 6, 1, 4][turn++ % 4]);
        return plain(...args);
      };
    },
  });
}
