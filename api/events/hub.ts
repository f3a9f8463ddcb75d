import { isDeepStrictEqual } from 'node:util';

/** What listeners are told. */
export interface Told<Value> {
  value: Value;
}

interface Options<Value> {
  read: () => Promise<Value>;
  /** Between two reads; longer where a read takes long, see `READING_SHARE`. */
  everyMs: number;
  /** What makes two values differ; a clock in them doesn't. */
  essence: (value: Value) => unknown;
}

/** Of the time, at most: whoever looks must not slow what they look at. */
const READING_SHARE = 0.05;
/** Nobody waits longer, however slow a look is. */
const LONGEST_PAUSE_MS = 10_000;

type Listener<Value> = (value: Value) => void;

/**
 * One reader for however many listen: it reads while somebody does, and tells what differs from what was told last. A
 * newcomer is told the last at once.
 */
export class Hub<Value> {
  private readonly options: Options<Value>;
  private readonly listeners = new Set<Listener<Value>>();
  private last: Told<Value> | null = null;
  private isReading = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: Options<Value>) {
    this.options = options;
  }

  get size(): number {
    return this.listeners.size;
  }

  /** @returns what ends it */
  listen(listener: Listener<Value>): () => void {
    this.listeners.add(listener);
    if (this.last !== null) listener(this.last.value);
    void this.look();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      // What was told last is old by the time somebody comes again.
      this.last = null;
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
    };
  }

  private async look(): Promise<void> {
    if (this.isReading || this.timer !== null) return;
    this.isReading = true;
    const startedAt = performance.now();
    try {
      const value = await this.options.read();
      if (this.listeners.size > 0) this.tell(value);
    } finally {
      this.isReading = false;
      if (this.listeners.size > 0) {
        const tookMs = performance.now() - startedAt;
        const pauseMs = Math.max(this.options.everyMs, Math.min(LONGEST_PAUSE_MS, tookMs / READING_SHARE));
        this.timer = setTimeout(() => {
          this.timer = null;
          void this.look();
        }, pauseMs);
      }
    }
  }

  private tell(value: Value): void {
    const { essence } = this.options;
    if (this.last !== null && isDeepStrictEqual(essence(this.last.value), essence(value))) return;
    this.last = { value };
    for (const listener of this.listeners) listener(value);
  }
}
