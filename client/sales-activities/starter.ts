import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '../../model/errors/app-error.ts';
import { followStarts, type StartOptions } from './starts.ts';

interface StarterOptions extends Pick<StartOptions, 'store' | 'workflows'> {
  ensureSenders: () => Promise<void>;
}

const clock = {
  now: () => new Date(),
  sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { ...(signal ? { signal } : {}), ref: false }),
};

/** Starts the workflows of what was logged, one run at a time, without anybody waiting for it. */
export class Starter {
  private running: Promise<void> | null = null;
  private isAsked = false;
  private readonly options: StarterOptions;

  constructor(options: StarterOptions) {
    this.options = options;
  }

  kick(): void {
    this.isAsked = true;
    if (this.running !== null) return;
    const running = this.run().finally(() => {
      this.running = null;
      // Asked for while the last look was under way.
      if (this.isAsked) this.kick();
    });
    // Told to whoever waits for it.
    running.catch(() => {});
    this.running = running;
  }

  async settled(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  /** A server that is away is no error: what is stored is started by a worker's sweep, if not from here. */
  private async run(): Promise<void> {
    try {
      await this.options.ensureSenders();
      await followStarts(
        { ...this.options, clock },
        {
          isOver: () => {
            const over = !this.isAsked;
            this.isAsked = false;
            return over;
          },
        },
      );
    } catch (error) {
      if (!isAppError(error)) throw error;
      // Not asked for again at once: the server would be away still.
      this.isAsked = false;
    }
  }
}
