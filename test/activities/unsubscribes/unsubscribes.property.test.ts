import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UnsubscribeDeps } from '../../../activities/unsubscribes/deps.ts';
import { isAppError } from '../../../model/errors/app-error.ts';
import type { FaultRule } from '../../../simulators/salesforce/index.ts';
import type { WrapCollection } from '../../../store/database.ts';
import { hostileDriver } from '../../store/hostile.ts';
import { persist } from '../../store/persist.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { FIELD, openUnsubscribes, type Person, type UnsubscribeRig } from './rig.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const RUNS = Number(process.env.UNSUBSCRIBES_RUNS ?? 25);

/** What may become of the calls of one turn. */
const FAULTS = {
  none: [],
  lostAfterWrite: [{ match: { class: 'collections', times: 1 }, do: { resetAfter: true } }],
  lostBeforeWrite: [{ match: { class: 'collections', times: 1 }, do: { resetBefore: true } }],
  written500: [{ match: { class: 'collections', times: 1 }, do: { http: 500, committed: true } }],
  html503: [{ match: { class: 'collections', times: 1 }, do: { http: 503, html: true } }],
  locked: [{ match: { class: 'collections', times: 2 }, do: { itemError: 'UNABLE_TO_LOCK_ROW' } }],
  halfAnswer: [{ match: { class: 'collections', times: 1 }, do: { badJson: true } }],
  queryHtml: [{ match: { class: 'query', after: 1, times: 1 }, do: { http: 502, html: true } }],
  queryCut: [{ match: { class: 'query', times: 1 }, do: { truncate: true } }],
} satisfies Record<string, FaultRule[]>;
type Fault = keyof typeof FAULTS;

/** Thrown in the middle of a turn, where its process would have died. */
class Killed extends Error {}

/** The n-th use of the store or of Salesforce is the last: before it is done, or after it. */
function mortal(deps: UnsubscribeDeps, lives: number, isAfter: boolean): UnsubscribeDeps {
  let left = lives;
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || name === 'query' || name === 'serverTime') return member;
        return async (...args: unknown[]) => {
          left -= 1;
          if (left < 0 || (left === 0 && !isAfter)) throw new Killed();
          const answer: unknown = await Reflect.apply(member, target, args);
          if (left === 0) throw new Killed();
          return answer;
        };
      },
    });
  const { store, salesforce } = deps;
  return {
    ...deps,
    store: { ...store, unsubscribes: wrap(store.unsubscribes) },
    salesforce: salesforce === null ? null : wrap(salesforce),
  };
}

const address = fc.nat(2);
const record = fc.nat(9);
const object = fc.constantFrom<Person>('Contact', 'Lead');
const fault = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fault>('none') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...(Object.keys(FAULTS) as Fault[])),
  },
);
const kill = fc.option(fc.record({ lives: fc.integer({ min: 1, max: 12 }), isAfter: fc.boolean() }), { freq: 3 });
const is = <K extends string>(kind: K) => fc.constant(kind);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: is('create'), object, address, value: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: is('set'), record, value: fc.boolean(), late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: is('readdress'), record, address }) },
  { weight: 2, arbitrary: fc.record({ kind: is('convert'), record, into: fc.option(record) }) },
  { weight: 2, arbitrary: fc.record({ kind: is('merge'), record, into: record }) },
  { weight: 1, arbitrary: fc.record({ kind: is('remove'), record }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: is('add'),
      address,
      source: fc.constantFrom<'manual' | 'bounce'>('manual', 'bounce'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: is('resubscribe'), address, clear: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: is('push'), fault, kill }) },
  { weight: 4, arbitrary: fc.record({ kind: is('nightly'), fault, kill, full: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: is('time'), minutes: fc.constantFrom(1, 3, 30, 1_440) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What must be, and what may be, said of the addresses of one run. */
class World {
  readonly rig: UnsubscribeRig;
  readonly addresses: string[];
  /** Opted out here once, and not resubscribed since. */
  readonly must = new Set<string>();
  /** Something has opted it out since its resubscribe, or may have. */
  readonly may = new Set<string>();
  /** Opted out in Salesforce when its record was converted, merged away or deleted; not resubscribed since. */
  readonly owed = new Set<string>();
  readonly faulty = new Set<string>();
  killed = 0;
  private useless = 0;

  constructor(rig: UnsubscribeRig, run: number) {
    this.rig = rig;
    this.addresses = [0, 1, 2].map((index) => `p${index}.run${run}@example.com`);
  }

  private addressOf = (index: number): string => this.addresses[index] ?? '';
  private living = () => this.rig.records(this.addresses).filter(({ isLiving }) => isLiving);
  private owe(one: { address: string; isOptedOut: boolean }): void {
    if (one.isOptedOut) this.owed.add(one.address);
  }
  private pick(index: number) {
    const all = this.living();
    return all[index % Math.max(1, all.length)];
  }

  async take(given: Step): Promise<void> {
    this.rig.clock.advance(2 * SECOND);
    await this.act(given);
    // Whatever Salesforce says somewhere, it may have told us.
    for (const one of this.rig.records(this.addresses)) if (one.isOptedOut && one.isLiving) this.may.add(one.address);
    const now = await this.rig.optedOut(this.addresses);
    for (const one of this.must) expect(now, 'an opt-out is never undone').toContain(one);
    for (const one of now) this.must.add(one);
  }

  private async act(given: Step): Promise<void> {
    const { rig } = this;
    switch (given.kind) {
      case 'create':
        // In another case than we compare in.
        rig.create(given.object, this.addressOf(given.address).toUpperCase(), given.value);
        return;
      case 'set': {
        const one = this.pick(given.record);
        if (one !== undefined && one.isOptedOut !== given.value) {
          rig.set(one.id, { [FIELD]: given.value }, given.late && given.value ? 4 * MINUTE : 0);
          if (given.value) this.may.add(one.address);
        }
        return;
      }
      case 'readdress': {
        const one = this.pick(given.record);
        if (one !== undefined) rig.set(one.id, { Email: this.addressOf(given.address) });
        return;
      }
      case 'convert': {
        const one = this.pick(given.record);
        const into = given.into === null ? undefined : this.pick(given.into);
        if (one?.object !== 'Lead') return;
        this.owe(one);
        rig.convert(one.id, into?.object === 'Contact' ? into.id : undefined);
        return;
      }
      case 'merge': {
        const [loser, winner] = [this.pick(given.record), this.pick(given.into)];
        if (loser !== undefined && winner?.object === loser.object && winner.id !== loser.id) {
          this.owe(loser);
          rig.merge(winner.id, loser.id);
        }
        return;
      }
      case 'remove': {
        const one = this.pick(given.record);
        if (one === undefined) return;
        this.owe(one);
        rig.remove(one.id);
        return;
      }
      case 'add':
        await rig.add(` ${this.addressOf(given.address)} `, given.source);
        this.may.add(this.addressOf(given.address));
        this.must.add(this.addressOf(given.address));
        return;
      case 'resubscribe':
        return this.resubscribe(this.addressOf(given.address), given.clear);
      case 'push':
        return this.disturbed(given, (deps) => rig.push(deps));
      case 'nightly':
        return this.disturbed(given, (deps) => rig.nightly(given.full, deps));
      case 'time':
        rig.clock.advance(given.minutes * MINUTE);
    }
  }

  private async resubscribe(one: string, clear: boolean): Promise<void> {
    if (clear) {
      // What comes late is there by then.
      this.rig.clock.advance(5 * MINUTE);
      for (const { id, address: at, isOptedOut } of this.living()) {
        if (at === one && isOptedOut) this.rig.set(id, { [FIELD]: false });
      }
    }
    this.rig.clock.advance(2 * SECOND);
    // Where it was not opted out here yet there is nothing to take back.
    if (!(await this.rig.optedOut([one])).has(one)) return;
    await this.rig.resubscribe(one);
    this.must.delete(one);
    this.owed.delete(one);
    if (clear) this.may.delete(one);
  }

  private async disturbed(
    { fault: name, kill: death }: { fault: Fault; kill: { lives: number; isAfter: boolean } | null },
    work: (deps: UnsubscribeDeps) => Promise<unknown>,
  ): Promise<void> {
    await this.rig.sf.faults(...FAULTS[name]);
    if (name !== 'none') this.faulty.add(name);
    const deps = death === null ? this.rig.deps : mortal(this.rig.deps, death.lives, death.isAfter);
    try {
      await work(deps);
    } catch (error) {
      if (error instanceof Killed) this.killed += 1;
      else if (!isAppError(error)) throw error;
    }
    await this.rig.sf.faults();
    this.useless = (await this.rig.stats()).writesWithoutChange;
  }

  /** A calm day: what came late is there, what waits comes due, and the nightly run comes twice. */
  async settle(): Promise<void> {
    const { rig } = this;
    await rig.sf.faults();
    // What a killed turn has claimed is free again on the second.
    for (let day = 0; day < 3; day++) await rig.day();
  }

  async judge(): Promise<void> {
    const { rig, addresses } = this;
    const now = await rig.optedOut(addresses);
    for (const one of this.must) expect(now, 'an unsubscribe is never lost').toContain(one);
    for (const one of this.owed) expect(now, 'an opt-out does not go with its record').toContain(one);
    for (const one of now) expect(this.may, 'nobody is opted out for nothing').toContain(one);
    for (const { id, address: at, isOptedOut } of this.living()) {
      expect({ id, isOptedOut }, 'both sides say the same').toEqual({ id, isOptedOut: now.has(at) });
    }
    const consents = await persist(() => rig.store.unsubscribes.getMany(addresses));
    for (const { history, revision, optedOut, told } of consents.values()) {
      expect(history.map(({ what }) => what)).toEqual(
        history.map((_, index) => (index % 2 === 0 ? 'unsubscribed' : 'resubscribed')),
      );
      expect(history).toHaveLength(revision);
      if (optedOut) expect(told?.revision).toBe(revision);
    }
    const { waiting, sending, parked } = await persist(() => rig.store.unsubscribes.pushes());
    expect({ waiting, sending, parked }).toEqual({ waiting: 0, sending: 0, parked: 0 });
    expect(this.useless, 'nothing is written that is so already').toBe(0);
  }
}

interface Day {
  skewMs: number;
  copiesOptOut: boolean;
  wrap?: WrapCollection;
  runs?: number;
}

async function play({ skewMs, copiesOptOut, wrap, runs = RUNS }: Day): Promise<void> {
  const simulator = { switches: { conversionCopiesOptOut: copiesOptOut } };
  const rig = await openUnsubscribes({ simulator, skewMs, ...(wrap === undefined ? {} : { wrap }) });
  await rig.migrate();
  await rig.day();
  let run = 0;
  let killed = 0;
  const faulty = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), async (steps) => {
      const world = new World(rig, run++);
      for (const one of steps) await world.take(one);
      await world.settle();
      await world.judge();
      killed += world.killed;
      for (const name of world.faulty) faulty.add(name);
    }),
    { numRuns: runs, seed: SEED + skewMs },
  );
  expect(killed).toBeGreaterThan(0);
  expect(faulty.size).toBeGreaterThan(4);
}

const LONG = { timeout: 900_000 };

it('opted out on either side ends as opted out on both', LONG, () => play({ skewMs: 0, copiesOptOut: true }));

it('the same where MongoDB’s clock is 2 min ahead of Salesforce’s, and a conversion copies no opt-out', LONG, () =>
  play({ skewMs: 2 * MINUTE, copiesOptOut: false }),
);

it('the same where it is 2 min behind', LONG, () => play({ skewMs: -2 * MINUTE, copiesOptOut: false }));

it('the same on a MongoDB that loses answers, stops in bulks and is slow', LONG, () =>
  play({ skewMs: 0, copiesOptOut: false, wrap: hostileDriver(SEED, 0.1).wrap, runs: Math.ceil(RUNS / 2) }),
);
