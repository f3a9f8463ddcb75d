import { setTimeout as delay } from 'node:timers/promises';

/**
 * Keeps this process's slots its own (see `deadSlots`): while it holds any, `say` is called whenever nothing else has
 * told the database for `everyMs` that it lives. A busy process never needs it.
 */
export class Pulse {
  private readonly everyMs: number;
  private readonly local: () => number;
  private readonly say: () => Promise<unknown>;
  private held = 0;
  private saidAt = Number.NEGATIVE_INFINITY;
  private beating = false;

  constructor(everyMs: number, local: () => number, say: () => Promise<unknown>) {
    this.everyMs = everyMs;
    this.local = local;
    this.say = say;
  }

  /** A command that was sent at `at` (ms, local clock) has told so too. */
  said(at: number): void {
    this.saidAt = Math.max(this.saidAt, at);
  }

  hold(): void {
    this.held += 1;
    if (!this.beating) void this.beat();
  }

  letGo(): void {
    this.held -= 1;
  }

  private async beat(): Promise<void> {
    this.beating = true;
    while (this.held > 0) {
      const dueInMs = this.saidAt + this.everyMs - this.local();
      // A process that has nothing else to do may end.
      if (dueInMs > 0) await delay(dueInMs, undefined, { ref: false });
      else {
        this.said(this.local());
        // What failed is said again next time; a lease bears two such times.
        await this.say().catch(() => undefined);
      }
    }
    this.beating = false;
  }
}
