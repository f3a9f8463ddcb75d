import { mix, uuid } from '../../lib/random.ts';
import type { JobFaults } from '../faults/schema.ts';
import { ApiError } from '../http/errors.ts';
import type { Limits } from '../http/limiter.ts';
import type { Switches } from '../switches.ts';
import { Allowance, exceeded } from './allowance.ts';
import type { ExportFile } from './export-file.ts';
import { type ForeignWork, Job } from './job.ts';
import { Kept } from './kept.ts';
import type { JobKind, Plan } from './plan.ts';
import { Schedule } from './schedule.ts';
import { Timing } from './timing.ts';
import { type JobReport, report, shownJob, visibleState } from './view.ts';

const DAY_MS = 86_400_000;
const LISTED_DAYS = 7;
const STATUS_DAYS = 30;
const FOREIGN_USER = 'other-vendor@example.com';

export interface BulkSurroundings {
  readonly now: () => number;
  readonly speed: number;
  readonly seed: number;
  /** Differs between runs of the simulator: an id of an earlier one must not name a job of this one. */
  readonly run: number;
  readonly limits: Limits;
  readonly switches: () => Switches;
  /** Central-time date of a moment. */
  readonly dateOf: (ms: number) => string;
  readonly faultsFor: (job: { kind: JobKind; clientId: string }) => JobFaults;
}

/** All export jobs of one instance, whoever made them. A restarted simulator knows none of the jobs before. */
export class BulkJobs {
  readonly #o: BulkSurroundings;
  readonly #timing: Timing;
  readonly #schedule: Schedule;
  readonly #allowance: Allowance;
  readonly #kept = new Kept();
  readonly #jobs = new Map<string, Job>();
  #made = 0;
  #counts = { created: 0, enqueued: 0, completed: 0, failed: 0, cancelled: 0 };

  constructor(o: BulkSurroundings) {
    this.#o = o;
    this.#timing = new Timing(o.seed, o.speed);
    this.#allowance = new Allowance(o.dateOf);
    this.#schedule = new Schedule({
      now: o.now,
      timing: this.#timing,
      slots: () => o.limits.bulkProcessing,
      ended: (job) => this.#ended(job),
    });
  }

  /** Lets everything happen that is due by now. Called before every look at jobs and before every change of people. */
  advance(): void {
    this.#schedule.advance();
  }

  create(kind: JobKind, userId: string, plan: Plan): Job {
    this.advance();
    this.#forgetOld();
    this.#demandBytes();
    this.#counts.created++;
    return this.#add(kind, userId, plan);
  }

  /** Puts a job into the queue; 1029 in its three meanings (2.3). */
  enqueue(job: Job, clientId: string): void {
    this.advance();
    if (job.state === 'Cancelled') throw this.#refused(job, 'enqueued');
    if (!job.can('Queued')) throw new ApiError('1029', 'Job already queued');
    this.#demandBytes();
    const { on, bulkQueue } = this.#o.limits;
    if (on && this.#schedule.queued >= bulkQueue) throw new ApiError('1029', `Too many jobs (${bulkQueue}) in queue`);
    this.#counts.enqueued++;
    if (job.kind !== 'foreign') job.faults = this.#o.faultsFor({ kind: job.kind, clientId });
    this.#schedule.enqueue(job);
  }

  cancel(job: Job): void {
    this.advance();
    if (!job.can('Cancelled')) throw this.#refused(job, 'cancelled');
    this.#counts.cancelled++;
    this.#schedule.cancel(job);
  }

  /** A user's own job (1.5), as long as its status is kept. */
  find(kind: JobKind, userId: string, id: string): Job | undefined {
    this.advance();
    const job = this.#jobs.get(id);
    return job?.kind === kind && job.userId === userId && !this.#isForgotten(job) ? job : undefined;
  }

  /** A user's jobs of the last seven days, oldest first. */
  list(kind: JobKind, userId: string): Job[] {
    this.advance();
    const from = this.#o.now() - LISTED_DAYS * DAY_MS;
    return [...this.#jobs.values()].filter(
      (job) => job.kind === kind && job.userId === userId && job.createdAt > from && !this.#isForgotten(job),
    );
  }

  /** A job as its user sees it now. */
  shown(job: Job): Record<string, unknown> {
    return shownJob(job, this.#visibleAt, this.#o.switches());
  }

  /** The file of a job that is visibly Completed, within its retention. */
  fileOf(job: Job): ExportFile | undefined {
    const file = job.making?.file;
    if (visibleState(job, this.#visibleAt) !== 'Completed' || file === undefined) return undefined;
    if (this.#isPast(job, this.#o.switches().fileKeptDays)) this.#kept.drop(file);
    if (file.dropped) return undefined;
    if (job.misses >= (job.faults.completedBut404 ?? 0)) return file;
    job.misses++;
    return undefined;
  }

  /** Puts jobs of other vendors into the queue, as many as still fit; returns how many. */
  addForeign(count: number, work: ForeignWork): number {
    this.advance();
    const { on, bulkQueue } = this.#o.limits;
    const fitting = on ? Math.min(count, Math.max(0, bulkQueue - this.#schedule.queued)) : count;
    for (let i = 0; i < fitting; i++) this.#schedule.enqueue(this.#add('foreign', FOREIGN_USER, work));
    return fitting;
  }

  setUsedBytes(bytes: number): void {
    this.#allowance.setUsedAt(this.#o.now(), bytes);
  }

  /** To be called after a change of `limits`, with an `advance` before it. */
  limitsChanged(): void {
    this.#schedule.slotsChanged();
  }

  reports(): JobReport[] {
    this.advance();
    return [...this.#jobs.values()].map(report);
  }

  stats() {
    this.advance();
    const { processing, queued, peakProcessing, peakQueued } = this.#schedule;
    const bytesToday = this.#allowance.usedAt(this.#o.now());
    return { ...this.#counts, processing, queued, peakProcessing, peakQueued, bytesToday, bytesKept: this.#kept.bytes };
  }

  resetStats(): void {
    this.#counts = { created: 0, enqueued: 0, completed: 0, failed: 0, cancelled: 0 };
    this.#schedule.resetPeaks();
  }

  /** Resolves when no file is being written. */
  async written(): Promise<void> {
    this.advance();
    for (const { making } of this.#jobs.values()) {
      if (making !== undefined) await new Promise<void>((done) => making.onDone(done));
    }
  }

  /** Ends all work and gives all files up. */
  close(): void {
    this.#schedule.close();
    this.#kept.dropAll();
    this.#jobs.clear();
  }

  get #visibleAt(): number {
    return this.#timing.visibleAt(this.#o.now());
  }

  #add(kind: Job['kind'], userId: string, work: Job['work']): Job {
    const n = ++this.#made;
    const id = uuid(mix(this.#o.seed, this.#o.run), n);
    const job = new Job({ n, id, userId, kind, work, createdAt: this.#o.now() });
    this.#jobs.set(id, job);
    return job;
  }

  #ended(job: Job): void {
    const { making, finishedAt = 0 } = job;
    if (job.state === 'Failed') {
      this.#counts.failed++;
      making?.file?.drop();
      return;
    }
    if (job.kind !== 'foreign') this.#counts.completed++;
    this.#allowance.add(finishedAt, job.bytes);
    if (making?.file === undefined) return;
    if (job.faults.truncateFile !== undefined) making.file.cut(job.faults.truncateFile);
    this.#kept.add(making.file);
  }

  #demandBytes(): void {
    const { on, bulkBytes } = this.#o.limits;
    if (on && this.#allowance.usedAt(this.#o.now()) >= bulkBytes) throw new ApiError('1029', exceeded(bulkBytes));
  }

  #refused({ id, state }: Job, wanted: string): ApiError {
    return new ApiError(this.#o.switches().jobStateCode, `Export job ${id} is ${state} and can't be ${wanted}`);
  }

  #isPast({ finishedAt }: Job, days: number): boolean {
    return finishedAt !== undefined && this.#o.now() >= finishedAt + days * DAY_MS;
  }

  #isForgotten(job: Job): boolean {
    return this.#isPast(job, STATUS_DAYS);
  }

  #forgetOld(): void {
    const { fileKeptDays } = this.#o.switches();
    for (const job of this.#jobs.values()) {
      const { making } = job;
      if (making?.file !== undefined && this.#isPast(job, fileKeptDays)) this.#kept.drop(making.file);
      if (this.#isForgotten(job)) this.#jobs.delete(job.id);
    }
  }
}
