import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { Clock } from '../../model/ports.ts';
import type { PushCounts, PushState } from '../../store/pushes/types.ts';
import type { Store } from '../../store/types.ts';
import { Gathered } from './gathered.ts';

/** What waits beyond it is polling's. */
export const MOST_WAITING = 100_000;
/** How old what is known of the others may be: workers, and other processes that take pushes. */
const LOOK_EVERY_MS = 1_000;
/** A worker says more often that it lives. */
const FOLLOWED_WITHIN_MS = 6_000;
const SLOWEST_WAKE_MS = 60_000;
/** A webhook of Marketo holds one of its 20 connections while it waits. */
export const ANSWER_WITHIN_MS = 5_000;

interface Options {
  store: Pick<Store, 'pushes' | 'peopleState' | 'settings'>;
  clock: Clock;
  /** Has the flow that reads them look now. @throws AppError `temporal.*` */
  wake: () => Promise<unknown>;
}

export interface PushIntake {
  /**
   * Has people read again soon. `folded`: not now, they are left to polling.
   * @throws AppError `push.full`, `store.*`, `api.unavailable`: polling finds them
   */
  take(ids: readonly MarketoId[]): Promise<'stored' | 'folded'>;
  /** Tells what is counted. */
  close(): Promise<void>;
}

/** What one process takes of pushes: stored at once, then whoever reads them is woken if nobody does now. */
export function createPushIntake(options: Options): PushIntake {
  return new Intake(options);
}

class Intake implements PushIntake {
  private readonly gathered: Gathered;
  private readonly closing = new AbortController();
  private readonly options: Options;
  private counts: PushCounts = noCounts();
  private state: PushState | null = null;
  private depth = 0;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | null = null;
  /** Stored, and nobody is known to have seen it. */
  private isUntold = false;
  private tending: Promise<void> | null = null;

  constructor(options: Options) {
    this.options = options;
    this.gathered = new Gathered((ids) => options.store.pushes.add(ids));
  }

  async take(ids: readonly MarketoId[]): Promise<'stored' | 'folded'> {
    const stored = this.taken(ids);
    // What comes too late for its caller is stored all the same.
    stored.catch(() => {});
    const timer = new AbortController();
    const late = this.options.clock.sleep(ANSWER_WITHIN_MS, timer.signal).then(
      () => {
        throw new AppError('api.unavailable');
      },
      () => 'stored' as const,
    );
    late.catch(() => {});
    return Promise.race([stored, late]).finally(() => timer.abort());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.tending;
    // Not worth a failed end.
    if (this.isCounting()) await this.look().catch(() => {});
  }

  private async taken(ids: readonly MarketoId[]): Promise<'stored' | 'folded'> {
    await this.known();
    if (this.isFolded()) {
      this.counts.folded += ids.length;
      this.tend();
      return 'folded';
    }
    if (this.depth + this.gathered.size + ids.length > MOST_WAITING) {
      this.counts.refused += ids.length;
      this.tend();
      throw new AppError('push.full', { retryAt: new Date(this.now() + SLOWEST_WAKE_MS) });
    }
    await this.gathered.add(ids);
    this.counts.received += ids.length;
    this.depth += ids.length;
    this.isUntold = true;
    this.tend();
    return 'stored';
  }

  /** Something is counted that nobody was told of. */
  private isCounting(): boolean {
    return COUNTED.some((name) => this.counts[name] > 0);
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }

  private async known(): Promise<void> {
    if (this.now() - this.lookedAt >= LOOK_EVERY_MS) await this.look();
  }

  /** One for all who ask meanwhile. */
  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { pushes } = this.options.store;
    const told = this.counts;
    this.counts = noCounts();
    try {
      this.state = await pushes.count(told);
    } catch (error) {
      for (const name of COUNTED) this.counts[name] += told[name];
      throw error;
    }
    this.depth = await pushes.depth();
    this.lookedAt = this.now();
  }

  private isFolded(): boolean {
    const { fold = null, lookedAt = null } = this.state ?? {};
    return fold !== null && lookedAt !== null && fold.until > lookedAt;
  }

  private isFollowed(): boolean {
    const { followedAt = null, lookedAt = null } = this.state ?? {};
    if (followedAt === null || lookedAt === null) return false;
    return lookedAt.getTime() - followedAt.getTime() < FOLLOWED_WITHIN_MS;
  }

  /** Until everything is counted and somebody reads what is stored. */
  private tend(): void {
    this.tending ??= this.tendUntilTold().finally(() => {
      this.tending = null;
    });
  }

  private async tendUntilTold(): Promise<void> {
    let pause = LOOK_EVERY_MS;
    if (this.isUntold && !this.isFollowed()) await this.wake();
    for (;;) {
      await this.options.clock.sleep(pause, this.closing.signal).catch(() => {});
      if (this.closing.signal.aborted) return;
      const isUntold = this.isUntold;
      // Whoever follows after this look has seen what was stored before it.
      this.isUntold = false;
      try {
        await this.look();
      } catch (error) {
        if (!isAppError(error)) throw error;
        this.isUntold ||= isUntold;
        continue;
      }
      if (isUntold && !this.isFollowed()) {
        this.isUntold = true;
        await this.wake();
        pause = Math.min(SLOWEST_WAKE_MS, 2 * pause);
        continue;
      }
      pause = LOOK_EVERY_MS;
      if (!this.isUntold && !this.isCounting()) return;
    }
  }

  /** Temporal may be away: it is tried again. A paused flow is not woken; resuming it does that. */
  private async wake(): Promise<void> {
    const { store, wake } = this.options;
    try {
      const [{ changes }, { sync }] = await Promise.all([store.peopleState.get(), store.settings.people()]);
      if (changes === 'running' && sync) await wake();
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  }
}

const COUNTED = ['received', 'read', 'folded', 'refused'] as const;

const noCounts = (): PushCounts => ({ received: 0, read: 0, folded: 0, refused: 0 });
