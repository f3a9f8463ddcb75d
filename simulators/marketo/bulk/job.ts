import type { JobFaults } from '../faults/schema.ts';
import type { Making } from './making.ts';
import type { JobKind, Plan } from './plan.ts';

/** A job of another vendor: it only takes place and bytes. */
export interface ForeignWork {
  /** At speed 1. */
  readonly ms: number;
  readonly bytes: number;
}

export type JobState = 'Created' | 'Queued' | 'Processing' | 'Completed' | 'Failed' | 'Cancelled';

/** Life of a job (6.1). */
const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  Created: ['Queued', 'Cancelled'],
  Queued: ['Processing', 'Cancelled'],
  Processing: ['Completed', 'Failed', 'Cancelled'],
  Completed: [],
  Failed: [],
  Cancelled: [],
};

/** One export job. Times are ms since epoch. */
export class Job {
  /** Counts from 1 in each run of the simulator. */
  readonly n: number;
  readonly id: string;
  readonly userId: string;
  readonly kind: JobKind | 'foreign';
  readonly work: Plan | ForeignWork;
  readonly createdAt: number;
  queuedAt: number | undefined;
  /** Not picked up from the queue before. */
  readyAt = 0;
  startedAt: number | undefined;
  /** When its processing ends; moves on while somebody sees it Processing because the file isn't written yet. */
  endsAt = Number.POSITIVE_INFINITY;
  finishedAt: number | undefined;
  making: Making | undefined;
  errorMsg: string | undefined;
  faults: JobFaults = {};
  /** File requests answered with 404 by the fault completedBut404. */
  misses = 0;
  #state: JobState = 'Created';

  constructor(o: Pick<Job, 'n' | 'id' | 'userId' | 'kind' | 'work' | 'createdAt'>) {
    this.n = o.n;
    this.id = o.id;
    this.userId = o.userId;
    this.kind = o.kind;
    this.work = o.work;
    this.createdAt = o.createdAt;
  }

  get state(): JobState {
    return this.#state;
  }

  can(next: JobState): boolean {
    return NEXT[this.#state].includes(next);
  }

  move(next: JobState): void {
    if (!this.can(next)) throw new Error(`a job can't go from ${this.#state} to ${next}`);
    this.#state = next;
  }

  /** All that the processing makes is there. */
  get made(): boolean {
    return this.making?.finished ?? true;
  }

  /** Bytes of the file, as the status tells and the day's allowance is charged. */
  get bytes(): number {
    return 'bytes' in this.work ? this.work.bytes : (this.making?.file?.size ?? 0);
  }
}
