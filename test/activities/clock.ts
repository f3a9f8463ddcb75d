import type { Clock } from '../../model/ports.ts';

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Time that moves when a test says so; starts at the real time, because answers carry the real `Date` header. */
export class ManualClock implements Clock {
  #ms = Date.now();
  #sleepers: Sleeper[] = [];

  get ms(): number {
    return this.#ms;
  }

  now(): Date {
    return new Date(this.#ms);
  }

  advance(ms: number): void {
    this.#ms += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.#ms);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#ms);
    for (const { wake } of due) wake();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#ms + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
