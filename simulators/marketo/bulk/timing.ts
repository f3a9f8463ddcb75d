import { mix, unit } from '../../lib/random.ts';
import type { Job } from './job.ts';

/** How often a status changes at most (3.2). */
const STATUS_STEP_MS = 60_000;
const PICK_UP_MS = { least: 5000, more: 15_000 };
const PROCESSING_MS = { least: 90_000, more: 60_000, perRecord: 0.6 };

/** Durations of bulk jobs: a function of the seed, the job's number and its size, divided by the speed. */
export class Timing {
  readonly #seed: number;
  readonly #speed: number;

  constructor(seed: number, speed: number) {
    this.#seed = seed;
    this.#speed = speed;
  }

  /** From enqueue until somebody looks into the queue. */
  pickUpMs({ n }: Job): number {
    return (PICK_UP_MS.least + PICK_UP_MS.more * this.#roll(n, 1)) / this.#speed;
  }

  processingMs({ n, work }: Job, size: number): number {
    const { least, more, perRecord } = PROCESSING_MS;
    const ms = 'ms' in work ? work.ms : least + more * this.#roll(n, 2) + perRecord * size;
    return ms / this.#speed;
  }

  /** The last moment whose state a status tells. */
  visibleAt(now: number): number {
    const step = STATUS_STEP_MS / this.#speed;
    return Math.floor(now / step) * step;
  }

  #roll(n: number, purpose: number): number {
    return unit(mix(mix(this.#seed ^ 0xb01c, purpose), n));
  }
}
