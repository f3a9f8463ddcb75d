import type { Job } from './job.ts';
import { Making } from './making.ts';
import type { Timing } from './timing.ts';

/** Largest delay of a timer. */
const TIMER_MAX_MS = 2 ** 31 - 1;

interface Surroundings {
  readonly now: () => number;
  readonly timing: Timing;
  /** Jobs that may be processed at once. */
  readonly slots: () => number;
  /** The job is over: Completed or Failed. */
  readonly ended: (job: Job) => void;
}

/**
 * Queue and slots on the instance's clock. Nothing happens by itself: `advance` lets everything happen that was due,
 * each at its own moment and in order, so that it makes no difference how often it is called.
 */
export class Schedule {
  readonly #o: Surroundings;
  readonly #queue: Job[] = [];
  readonly #processing: Job[] = [];
  /** Last moment a slot became free. */
  #freedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  peakProcessing = 0;
  peakQueued = 0;

  constructor(o: Surroundings) {
    this.#o = o;
  }

  get processing(): number {
    return this.#processing.length;
  }

  /** Jobs in the queue, those being processed included, as Marketo counts (3.2). */
  get queued(): number {
    return this.#queue.length + this.#processing.length;
  }

  enqueue(job: Job): void {
    const now = this.#o.now();
    job.move('Queued');
    job.queuedAt = now;
    // First in, first out.
    job.readyAt = Math.max(now + this.#o.timing.pickUpMs(job), this.#queue.at(-1)?.readyAt ?? 0);
    this.#queue.push(job);
    this.peakQueued = Math.max(this.peakQueued, this.queued);
    this.advance();
  }

  /** Takes a job out, wherever it is. */
  cancel(job: Job): void {
    job.move('Cancelled');
    job.finishedAt = this.#o.now();
    remove(this.#queue, job);
    if (remove(this.#processing, job)) this.#freedAt = job.finishedAt;
    job.making?.abort();
    this.advance();
  }

  /** A changed number of slots counts from now on. */
  slotsChanged(): void {
    this.#freedAt = this.#o.now();
    this.advance();
  }

  /** Lets everything happen that is due by now. */
  advance(): void {
    if (this.#busy || this.queued === 0) return;
    const now = this.#o.now();
    this.#busy = true;
    try {
      while (this.#happens(now));
    } finally {
      this.#busy = false;
    }
    // Where the time is over and the file isn't written, whoever asks now sees the job Processing.
    for (const job of this.#processing) job.endsAt = Math.max(job.endsAt, now);
    this.#arm(now);
  }

  resetPeaks(): void {
    this.peakProcessing = this.processing;
    this.peakQueued = this.queued;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    for (const { making } of this.#processing.splice(0)) making?.abort();
  }

  /** The next thing that is due; false when there is none. */
  #happens(now: number): boolean {
    const [head] = this.#queue;
    const startAt = this.#startAt();
    const [ending] = this.#processing.filter(({ made }) => made).sort((a, b) => a.endsAt - b.endsAt);
    if (ending !== undefined && ending.endsAt <= Math.min(now, startAt)) this.#end(ending);
    else if (head !== undefined && startAt <= now) this.#start(head, startAt);
    else return false;
    return true;
  }

  #startAt(): number {
    const [head] = this.#queue;
    if (head === undefined || this.processing >= this.#o.slots()) return Number.POSITIVE_INFINITY;
    return Math.max(head.readyAt, this.#freedAt);
  }

  #start(job: Job, at: number): void {
    remove(this.#queue, job);
    this.#processing.push(job);
    job.move('Processing');
    job.startedAt = at;
    const source = 'start' in job.work ? job.work.start(job.faults) : undefined;
    job.endsAt = at + this.#o.timing.processingMs(job, source?.size ?? 0);
    this.peakProcessing = Math.max(this.peakProcessing, this.processing);
    if (source === undefined) return;
    job.making = new Making(source);
    job.making.onDone(() => this.advance());
  }

  #end(job: Job): void {
    remove(this.#processing, job);
    job.finishedAt = job.endsAt;
    this.#freedAt = job.endsAt;
    job.errorMsg = job.making?.error ?? job.faults.failJob;
    job.move(job.errorMsg === undefined ? 'Completed' : 'Failed');
    this.#o.ended(job);
  }

  /** On a running clock files are begun in time also when nobody asks. */
  #arm(now: number): void {
    clearTimeout(this.#timer);
    const ahead = [this.#startAt(), ...this.#processing.map(({ endsAt }) => endsAt)].filter((at) => at > now);
    const next = Math.min(...ahead);
    if (next === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(Math.ceil(next - now), TIMER_MAX_MS);
    this.#timer = setTimeout(() => this.advance(), delay);
    this.#timer.unref();
  }
}

function remove(jobs: Job[], job: Job): boolean {
  const at = jobs.indexOf(job);
  if (at >= 0) jobs.splice(at, 1);
  return at >= 0;
}
