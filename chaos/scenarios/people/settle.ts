import { until } from '../../../bench/rig/until.ts';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import type { PeopleState } from '../../../store/types.ts';
import type { Round } from '../../plan/actions.ts';
import { LONG_RUN_ROUNDS } from '../../plan/plan.ts';
import type { Rig } from '../../rig/rig.ts';
import type { Product } from './product.ts';

/**
 * What may stand in the way once nothing disturbs any more: the slots of killed calls (76 s), the pause after 606 (80 s),
 * a retry (1 min); then the reading that is left, by our share of the limits.
 */
const IN_THE_WAY_MS = 240_000;
const PER_WINDOW_MS = 20_000;
/** A killed worker's attempt is given up after 15 s, then the next window of calls may be 20 s away. */
const MOVES_WITHIN_MS = { short: 5_000, long: 40_000 };
const TURN_MS = 120_000;
/** As the product's own daily run: the last one lies more than a day back. */
const A_DAY_AGO_MS = 25 * 3_600_000;
const LOOK_EVERY_MS = 100;
/** An operator who sees that a flow is blocked resumes it. */
const OPERATOR_EVERY_MS = 5_000;
const NEED_A_PERSON: ReadonlySet<string> = new Set(['auth', 'config', 'bug', 'record']);

/** The registry keys of the troubles that wait for somebody. */
export function needAPerson({ troubles }: PeopleState): string[] {
  return Object.values(troubles).flatMap((trouble) =>
    trouble !== null && isErrorKey(trouble.key) && NEED_A_PERSON.has(errorEntry(trouble.key).class)
      ? [trouble.key]
      : [],
  );
}

/** Waits for what the flows do by themselves, and does what an operator would. */
export class Settling {
  /** What an operator had to resume a blocked flow after, by registry key. */
  readonly resumed: string[] = [];
  approved = 0;
  pushes = { received: 0, read: 0, folded: 0 };
  private readonly rig: Rig;
  private readonly product: Product;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(rig: Rig, product: Product) {
    this.rig = rig;
    this.product = product;
  }

  /** Resumes what waits for a person. */
  async operate(): Promise<void> {
    const waiting = needAPerson(await this.product.state());
    if (waiting.length === 0) return;
    this.resumed.push(...waiting);
    await this.product.client((client) => client.people.resume());
  }

  /** Waits until the flow has done something from now on, so that the next blow meets work; false when it did not. */
  async moves(during: Round['during']): Promise<boolean> {
    const mark = ({ scanId, progress, lastTurn }: PeopleState) =>
      during === 'initial' ? `${scanId} ${progress?.done}` : String(lastTurn?.at.getTime());
    const before = mark(await this.product.state());
    const withinMs = this.rig.options.rounds < LONG_RUN_ROUNDS ? MOVES_WITHIN_MS.short : MOVES_WITHIN_MS.long;
    return this.wait('the sync moves', withinMs, (state) => mark(state) !== before).then(
      () => true,
      () => false,
    );
  }

  async initialComplete(): Promise<void> {
    const calls = Math.ceil((this.rig.options.people * 1.3 + 6_000) / 300) + 40;
    const readingMs = Math.ceil(calls / (100 * this.rig.share)) * PER_WINDOW_MS;
    await this.wait('the initial sync is complete', IN_THE_WAY_MS + readingMs, ({ initial }) => initial === 'complete');
  }

  /** All late rows visible, then a turn from its beginning to its end, then the suspects that are due. */
  async caughtUp(): Promise<void> {
    await this.rig.pause(this.rig.faults.lateForMs() + 1_000);
    const since = new Date();
    await this.wake();
    await this.wait('the feeds are read to their end', IN_THE_WAY_MS, ({ caughtUpAt, lastDeletedLeadsAt }) =>
      [caughtUpAt, lastDeletedLeadsAt].every((at) => at !== null && at > since),
    );
    await until('due suspects are asked for', TURN_MS, () => this.noneDue(), LOOK_EVERY_MS);
  }

  /** Whoever was pushed is read, or left to polling. */
  async pushesRead(): Promise<void> {
    await until(
      'pushed people are read',
      IN_THE_WAY_MS,
      async () => {
        await this.rig.pause(0);
        const now = await this.product.store((store) => store.pushes.state());
        this.pushes = now;
        return now.unreadSince === null;
      },
      LOOK_EVERY_MS,
    );
  }

  /** Makes the daily overlap due, as a day would, and lets the product run it. */
  async overlap(): Promise<void> {
    const lastOverlapAt = new Date(Date.now() - A_DAY_AGO_MS);
    await this.product.store((store) => store.peopleState.patch({ lastOverlapAt }));
    await this.wake();
    await this.wait('the daily overlap is read', IN_THE_WAY_MS, (state) => (state.lastOverlapAt ?? 0) > lastOverlapAt);
  }

  /** Lets go whom the brake holds: the departures of a run are meant. */
  async approve(): Promise<void> {
    for (;;) {
      const { held } = await this.product.store((store) => store.suspects.counts());
      if (held === 0) return;
      this.approved += held;
      await this.product.client((client) => client.people.approve());
    }
  }

  /** The running number of visible people right again, as housekeeping makes it every hour. */
  async recounted(): Promise<void> {
    await this.product.tidy();
    const right = () =>
      this.product.store(async (store) => {
        const [{ visible }, { qualified = 0 }] = await Promise.all([
          store.peopleState.get(),
          store.people.countByState(),
        ]);
        return visible === qualified;
      });
    await until('the visible people are counted again', TURN_MS, right, 1_000);
  }

  private wake(): Promise<void> {
    return this.product.client((client) => client.ensureFlows());
  }

  private noneDue(): Promise<boolean> {
    return this.product.store(async (store) => (await store.suspects.due(new Date(), 1)).length === 0);
  }

  private wait(what: string, timeoutMs: number, isSo: (state: PeopleState) => boolean): Promise<void> {
    const looked = async () => {
      await this.rig.pause(0);
      const state = await this.product.state();
      if (isSo(state)) return true;
      if (performance.now() - this.lookedAt > OPERATOR_EVERY_MS) {
        this.lookedAt = performance.now();
        await this.operate();
      }
      return false;
    };
    return until(what, timeoutMs, looked, LOOK_EVERY_MS);
  }
}
