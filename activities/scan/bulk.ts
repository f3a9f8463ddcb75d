import type { BulkFilter, BulkJob } from '../../marketo/types.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { Export, ExportWindow } from '../../model/exports.ts';
import { type FieldMap, requestedFields } from '../../model/field-map.ts';
import { quotaDay } from '../../model/quota.ts';
import type { PeopleDeps } from '../deps.ts';
import type { Scan, ScanCounts, ScanWork } from './drive.ts';
import { ExportBudget } from './export-budget.ts';
import { ExportWriter } from './export-writer.ts';

export interface BulkScanInput {
  scanId: string;
  map: FieldMap;
  pollMs: number;
  /** The one list to export instead of windows of time. */
  smartList: string | null;
}

/** Of two running jobs (marketo-rest 3.2) and those behind them only the first two can be done. */
const RUNNING = 2;
/** An export that fails this often is a person's affair. */
const MOST_TRIES = 5;
/** A smart list with less than this of the people expected is not everybody's. */
const SMART_LIST_SHARE = 0.9;
/** What makes Marketo refuse a smart list: the subscription, or the name. */
const LIST_REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.1035',
  'marketo.1013',
  'marketo.1003',
  'marketo.1003.value',
]);
/** The file is not what the job said: it is made again. */
const FILE_IS_WRONG: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.bulk.checksum',
  'marketo.bulk.incomplete',
  'marketo.bulk.fileMissing',
  'marketo.bulk.badRow',
  'marketo.bulk.unknownJob',
]);

/** Reads everyone by exports; each is recorded after its people are stored. @throws AppError `people.notStarted` */
export async function bulkScan(deps: PeopleDeps, input: BulkScanInput): Promise<Scan> {
  const windows = await deps.store.exports.planned(input.scanId);
  if (windows === null) throw new AppError('people.notStarted');
  return new BulkScan(deps, input, windows, await deps.store.exports.list(input.scanId));
}

class BulkScan implements Scan {
  readonly readers = 1;
  private readonly deps: PeopleDeps;
  private readonly input: BulkScanInput;
  private readonly windows: readonly ExportWindow[];
  private readonly jobs: Map<number, Export>;
  private readonly budget: ExportBudget;
  private readonly writer: ExportWriter;
  private readonly polledAt = new Map<string, number>();
  /** Nothing more is queued before: others fill Marketo's queue. */
  private fullUntil = 0;
  private fullFor = 0;
  private givenUp = false;

  constructor(deps: PeopleDeps, input: BulkScanInput, windows: readonly ExportWindow[], jobs: readonly Export[]) {
    this.deps = deps;
    this.input = input;
    this.windows = windows;
    this.jobs = new Map(jobs.map((job) => [job.index, job]));
    this.budget = new ExportBudget(deps);
    this.writer = new ExportWriter(deps, input);
  }

  counts(): ScanCounts {
    const written = this.windows.map((_, index) => this.jobs.get(index)).filter((job) => job?.state === 'written');
    const read = written.reduce((sum, job) => sum + (job?.read ?? 0), this.writer.read);
    const qualified = written.reduce((sum, job) => sum + (job?.qualified ?? 0), this.writer.qualified);
    const total = this.windows.reduce((sum, { expected }, index) => {
      const job = this.jobs.get(index);
      return sum + (job?.state === 'written' ? job.read : expected);
    }, 0);
    // The file under way may hold more than was expected.
    return { done: read, total: Math.max(total, read), read, qualified };
  }

  isComplete(): boolean {
    return !this.givenUp && this.windows.every((_, index) => this.jobs.get(index)?.state === 'written');
  }

  /**
   * One loop: keep Marketo busy, look, write what is done. Waiting makes no history: a piece ends only after something
   * was written.
   */
  async read(work: ScanWork): Promise<void> {
    let wrote = false;
    while (!this.isComplete() && !this.givenUp && !(work.isOver() && wrote)) {
      work.signal.throwIfAborted();
      await this.fill(work);
      const done = await this.nextDone(work);
      if (done !== null) wrote = (await this.write(done.job, done.answer, work)) || wrote;
      else if (!this.givenUp) await this.deps.clock.sleep(this.input.pollMs, work.signal);
    }
  }

  /** Makes and queues jobs up to our share of Marketo's queue and of the day's volume. */
  private async fill(work: ScanWork): Promise<void> {
    for (const [index, window] of this.windows.entries()) {
      if (this.givenUp || this.isFull()) return;
      const known = this.jobs.get(index);
      if (known?.state === 'written' || known?.state === 'queued') continue;
      const underWay = this.open().map((job) => this.windows[job.index]?.expected ?? 0);
      if (known?.state !== 'made' && !(await this.budget.allows(window.expected, underWay))) return;
      try {
        await this.queue(await this.make(index, window, known, work), work);
      } catch (error) {
        if (!(await this.endures(error))) throw error;
        return;
      }
    }
  }

  /** Ticket before the job is queued; its id is stored before anything else can happen to it. */
  private async make(index: number, window: ExportWindow, known: Export | undefined, work: ScanWork): Promise<Export> {
    const { store, marketo } = this.deps;
    if (known?.state === 'made') return known;
    const planned = known ?? (await store.exports.open(this.input.scanId, index));
    const ticket = await store.tickets.take();
    const request = { fields: this.fields(), filter: this.filter(window) };
    const { exportId } = await marketo.bulkLeads.create(request, { priority: 'initial', signal: work.signal });
    const change = { state: 'made', exportId, ticket, queuedAt: null, tries: planned.tries + 1 } as const;
    return this.keep(await store.exports.move(planned, change));
  }

  private async queue(made: Export, work: ScanWork): Promise<void> {
    const { store, marketo, clock } = this.deps;
    if (made.exportId === null) return;
    await marketo.bulkLeads.enqueue(made.exportId, { priority: 'initial', signal: work.signal });
    this.fullFor = 0;
    this.polledAt.set(made.exportId, clock.now().getTime());
    this.keep(await store.exports.move(made, { state: 'queued', queuedAt: clock.now() }));
  }

  /** Whether the loop can go on in spite of a refusal; what it can't is thrown on. */
  private async endures(error: unknown): Promise<boolean> {
    if (!isAppError(error)) return false;
    if (error.key === 'marketo.1029.queue') {
      // A minute, two, four: others wait for the same places (marketo-rest 2.3).
      this.fullFor = Math.min(4 * this.input.pollMs, Math.max(this.input.pollMs, 2 * this.fullFor));
      this.fullUntil = this.deps.clock.now().getTime() + this.fullFor;
      return true;
    }
    // Jobs under way still count: they end before the scan is parked.
    if (error.entry.class === 'quota') return this.open().length > 0;
    if (this.input.smartList !== null && LIST_REFUSED.has(error.key)) return this.giveUpList(error.key);
    if (error.key === 'marketo.bulk.unknownJob') {
      const lost = [...this.jobs.values()].find(({ state }) => state === 'made');
      return lost !== undefined && this.again(lost, error.key, 0);
    }
    return false;
  }

  /** The first job that Marketo has finished; failed ones are put back to be made again. */
  private async nextDone(work: ScanWork): Promise<{ job: Export; answer: BulkJob } | null> {
    for (const job of this.open().slice(0, RUNNING)) {
      const answer = await this.look(job, work);
      if (answer === null) continue;
      if (answer.status === 'completed') return { job, answer };
      if (answer.status === 'failed' || answer.status === 'cancelled') await this.again(job, 'people.exportFailed', 0);
    }
    return null;
  }

  private async look(job: Export, { signal }: ScanWork): Promise<BulkJob | null> {
    const { exportId } = job;
    const now = this.deps.clock.now().getTime();
    if (exportId === null || now - (this.polledAt.get(exportId) ?? 0) < this.input.pollMs) return null;
    this.polledAt.set(exportId, now);
    try {
      return await this.deps.marketo.bulkLeads.status(exportId, { priority: 'initial', signal });
    } catch (error) {
      if (!isAppError(error) || error.key !== 'marketo.bulk.unknownJob') throw error;
      await this.again(job, error.key, 0);
      return null;
    }
  }

  /** @returns whether people were written */
  private async write(job: Export, answer: BulkJob, work: ScanWork): Promise<boolean> {
    const { store, clock } = this.deps;
    const window = this.windows[job.index];
    const bytes = answer.bytes ?? 0;
    if (this.input.smartList !== null && (answer.records ?? 0) < SMART_LIST_SHARE * (window?.expected ?? 0)) {
      await this.giveUpList('people.smartListIncomplete');
      return false;
    }
    try {
      const { read, qualified } = await this.writer.write(job, answer, work);
      const day = quotaDay(answer.finishedAt ?? clock.now());
      this.keep(await store.exports.move(job, { state: 'written', bytes: job.bytes + bytes, day, read, qualified }));
      this.writer.reset();
      return true;
    } catch (error) {
      this.writer.reset();
      if (!isAppError(error) || !FILE_IS_WRONG.has(error.key)) throw error;
      await this.again(job, error.key, bytes);
      return false;
    }
  }

  /** Puts a job back to be made again, and says so once. @throws AppError `people.exportFails` after some tries */
  private async again(job: Export, key: ErrorKey, bytes: number): Promise<true> {
    const { store, clock } = this.deps;
    const details = { export: job.index, tries: job.tries };
    const isEnough = job.tries >= MOST_TRIES;
    await store.failures.record({ flow: 'people-initial', key, details });
    await store.audit.add({ action: 'people.export.again', by: 'worker', details: { ...details, reason: key } });
    const day = quotaDay(clock.now());
    const fresh = { state: 'planned', exportId: null, ticket: null, tries: isEnough ? 0 : job.tries } as const;
    this.keep(await store.exports.move(job, { ...fresh, bytes: job.bytes + bytes, day }));
    if (isEnough) throw new AppError('people.exportFails', { details: { ...details, last: key } });
    return true;
  }

  /** Everyone is read by id instead: that works everywhere. */
  private async giveUpList(key: ErrorKey): Promise<true> {
    const { store } = this.deps;
    await store.failures.record({ flow: 'people-initial', key, details: { strategy: 'ids' } });
    await store.audit.add({ action: 'people.smartList.givenUp', by: 'worker', details: { reason: key } });
    await store.peopleState.patch({ strategy: 'ids', smartList: null });
    this.givenUp = true;
    return true;
  }

  /** Jobs that Marketo knows or should know, in the order in which it works on them. */
  private open(): Export[] {
    const open = [...this.jobs.values()].filter(({ state }) => state === 'queued');
    return open.toSorted((a, b) => (a.queuedAt?.getTime() ?? 0) - (b.queuedAt?.getTime() ?? 0));
  }

  private isFull(): boolean {
    return this.open().length >= this.deps.exportLimits.jobs || this.deps.clock.now().getTime() < this.fullUntil;
  }

  private keep(job: Export): Export {
    this.jobs.set(job.index, job);
    return job;
  }

  private filter({ startAt, endAt }: ExportWindow): BulkFilter {
    const { smartList } = this.input;
    return smartList === null ? { kind: 'createdAt', startAt, endAt } : { kind: 'smartList', name: smartList };
  }

  private fields(): string[] {
    return ['id', ...requestedFields(this.input.map)];
  }
}
