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

/** How long a caller waits, and what its open keys are answered with then. A timer costs a third of an AbortSignal. */
export interface Patience {
  ms: number;
  error: () => unknown;
}

interface Question<T> {
  found: Map<string, Outcome<T>>;
  /** Keys without an outcome. */
  left: number;
  end: () => void;
}

interface Call<T> {
  /** Null until it leaves. */
  keys: Map<string, Question<T>[]> | null;
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
  private readonly waiting = new Map<string, Question<T>[]>();
  /** Calls that wait for their place, the oldest first. */
  private readonly unsent = new Set<Call<T>>();
  private underWay = 0;

  constructor(options: CoalescerOptions<T>) {
    this.options = options;
  }

  /**
   * One outcome for each key, never a rejection. A caller whose patience ends is answered at once; a call that has left
   * goes on for the others.
   */
  ask(given: readonly string[], patience?: Patience): Promise<Outcomes<T>> {
    const keys = given.length === 1 ? given : [...new Set(given)];
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const question: Question<T> = {
        found: new Map(),
        left: keys.length,
        end: () => {
          clearTimeout(timer);
          resolve(question.found);
        },
      };
      if (question.left === 0) return question.end();
      if (patience !== undefined) timer = setTimeout(() => this.leave(question, keys, patience.error()), patience.ms);
      for (const key of keys) {
        const others = this.waiting.get(key);
        if (others === undefined) this.waiting.set(key, [question]);
        else others.push(question);
      }
      this.fitCalls();
    });
  }

  private leave(question: Question<T>, keys: readonly string[], error: unknown): void {
    for (const key of keys) {
      const others = this.waiting.get(key)?.filter((other) => other !== question);
      if (others?.length === 0) this.waiting.delete(key);
      else if (others !== undefined) this.waiting.set(key, others);
      settle(question, key, { error });
    }
    this.fitCalls();
  }

  /** As many calls wait for a place as the waiting keys fill. */
  private fitCalls(): void {
    if (this.unsent.size > this.wanted()) {
      for (const call of [...this.unsent].slice(this.wanted())) {
        this.unsent.delete(call);
        call.wait.abort();
      }
    }
    while (this.unsent.size < this.wanted() && this.underWay < this.options.atOnce) void this.run();
  }

  private wanted(): number {
    return Math.ceil(this.waiting.size / this.options.size);
  }

  private async run(): Promise<void> {
    const call: Call<T> = { keys: null, wait: new AbortController() };
    const take = () => (call.keys ??= this.take(call));
    this.unsent.add(call);
    this.underWay += 1;
    let outcomes: Outcomes<T> = new Map();
    let error: unknown = new AppError('unexpected');
    try {
      outcomes = await this.options.call(() => [...take().keys()], call.wait.signal);
    } catch (thrown) {
      error = thrown;
    }
    // One that failed before it left: those that it was for are told.
    const told = call.wait.signal.aborted ? call.keys : take();
    for (const [key, questions] of told ?? []) {
      for (const question of questions) settle(question, key, outcomes.get(key) ?? { error });
    }
    this.underWay -= 1;
    this.fitCalls();
  }

  private take(call: Call<T>): Map<string, Question<T>[]> {
    this.unsent.delete(call);
    const taken = new Map<string, Question<T>[]>();
    for (const [key, questions] of this.waiting) {
      if (taken.size === this.options.size) break;
      this.waiting.delete(key);
      taken.set(key, questions);
    }
    this.fitCalls();
    return taken;
  }
}

/** The first outcome counts: one who has left is answered already. */
function settle<T>(question: Question<T>, key: string, outcome: Outcome<T>): void {
  if (question.found.has(key)) return;
  question.found.set(key, outcome);
  question.left -= 1;
  if (question.left === 0) question.end();
}
