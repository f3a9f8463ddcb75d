import { AppError } from '../../model/errors/app-error.ts';

export type Outcome<T> = { value: T } | { error: unknown };
export type Outcomes<T> = ReadonlyMap<string, Outcome<T>>;

export interface CoalescerOptions<T> {
  /** Keys of one call, at most. */
  size: number;
  /** Calls under way at once, those that wait for their place included. */
  atOnce: number;
  /**
   * Makes one call. `take` gives its keys and is asked when the call leaves, so that whoever comes until then is part of
   * it; asked again, it gives the same ones. `signal` ends the wait of a call that nobody needs any more, never one that has left.
   */
  call: (take: () => readonly string[], signal: AbortSignal) => Promise<Outcomes<T>>;
}

type Asker<T> = (outcome: Outcome<T>) => void;

interface Call {
  keys: readonly string[] | null;
  wait: AbortController;
}

/**
 * Puts the questions of all callers into as few calls as there can be: the first leaves as soon as it has a place, who
 * comes later joins the next. Nobody joins a call that has left: what it answers may be older than the question. The
 * same key asked twice goes once.
 */
export class Coalescer<T> {
  private readonly options: CoalescerOptions<T>;
  /** Not yet in a call, the longest wait first. */
  private readonly waiting = new Map<string, Set<Asker<T>>>();
  /** Calls that wait for their place, the oldest first. */
  private readonly unsent = new Set<Call>();
  private underWay = 0;

  constructor(options: CoalescerOptions<T>) {
    this.options = options;
  }

  /**
   * One outcome for each key, never a rejection. An abort answers what is still open with the signal's reason, at once;
   * a call that has left goes on for the others.
   */
  ask(keys: readonly string[], signal?: AbortSignal): Promise<Outcomes<T>> {
    return new Promise((resolve) => {
      const found = new Map<string, Outcome<T>>();
      const open = new Map<string, Asker<T>>();
      const settle = (key: string, outcome: Outcome<T>) => {
        if (!open.delete(key)) return;
        found.set(key, outcome);
        if (open.size === 0) end();
      };
      const leave = () => {
        for (const [key, asker] of [...open]) {
          this.forget(key, asker);
          settle(key, { error: signal?.reason });
        }
        this.fitCalls();
      };
      const end = () => {
        signal?.removeEventListener('abort', leave);
        resolve(found);
      };
      for (const key of keys) if (!open.has(key)) open.set(key, (outcome) => settle(key, outcome));
      if (open.size === 0) return end();
      if (signal?.aborted === true) return leave();
      signal?.addEventListener('abort', leave);
      for (const [key, asker] of open) this.waiting.set(key, (this.waiting.get(key) ?? new Set()).add(asker));
      this.fitCalls();
    });
  }

  private forget(key: string, asker: Asker<T>): void {
    const askers = this.waiting.get(key);
    askers?.delete(asker);
    if (askers?.size === 0) this.waiting.delete(key);
  }

  /** As many calls wait for a place as the waiting keys fill. */
  private fitCalls(): void {
    for (const call of [...this.unsent].slice(this.wanted())) {
      this.unsent.delete(call);
      call.wait.abort();
    }
    while (this.unsent.size < this.wanted() && this.underWay < this.options.atOnce) void this.run();
  }

  private wanted(): number {
    return Math.ceil(this.waiting.size / this.options.size);
  }

  private async run(): Promise<void> {
    const call: Call = { keys: null, wait: new AbortController() };
    const askers = new Map<string, Set<Asker<T>>>();
    const take = () => (call.keys ??= this.take(call, askers));
    this.unsent.add(call);
    this.underWay += 1;
    let outcomes: Outcomes<T> = new Map();
    let error: unknown = new AppError('unexpected');
    try {
      outcomes = await this.options.call(take, call.wait.signal);
    } catch (thrown) {
      error = thrown;
    }
    // One that failed before it left: those that it was for are told.
    if (!call.wait.signal.aborted) take();
    for (const [key, all] of askers) for (const asker of all) asker(outcomes.get(key) ?? { error });
    this.underWay -= 1;
    this.fitCalls();
  }

  private take(call: Call, askers: Map<string, Set<Asker<T>>>): readonly string[] {
    this.unsent.delete(call);
    for (const [key, all] of this.waiting) {
      if (askers.size === this.options.size) break;
      this.waiting.delete(key);
      askers.set(key, all);
    }
    this.fitCalls();
    return [...askers.keys()];
  }
}
