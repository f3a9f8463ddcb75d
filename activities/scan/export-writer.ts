import type { BulkJob, LeadRecord } from '../../marketo/types.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { Export } from '../../model/exports.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../../model/field-map.ts';
import type { MarketoId, Ticket } from '../../model/ids.ts';
import { PERSON_FIELDS, type PersonDocument, type PersonRead } from '../../model/person.ts';
import type { PeopleDeps } from '../deps.ts';
import { applyAnswers, CALLS_PER_WRITE, IDS_PER_CALL, rereadStep } from '../reread.ts';
import type { ScanWork } from './drive.ts';
import { Lanes } from './lanes.ts';

const ROWS_PER_WRITE = IDS_PER_CALL * CALLS_PER_WRITE;
/** Batches that are written side by side while the next rows are parsed; more only take memory. */
const WRITES_AT_ONCE = 4;

export interface ExportWriterInput {
  map: FieldMap;
  pollMs: number;
}

/** Stores the people of one export's file, as newer than everything before the export was queued. */
export class ExportWriter {
  /** Of the file under way. */
  read = 0;
  qualified = 0;
  private readonly deps: PeopleDeps;
  private readonly input: ExportWriterInput;

  constructor(deps: PeopleDeps, input: ExportWriterInput) {
    this.deps = deps;
    this.input = input;
  }

  reset(): void {
    this.read = 0;
    this.qualified = 0;
  }

  /** Safe to repeat from the start: rows that are stored already change nothing. */
  async write({ ticket }: Export, job: BulkJob, work: ScanWork): Promise<{ read: number; qualified: number }> {
    if (ticket === null) throw new AppError('marketo.bulk.unknownJob');
    const { marketo, clock } = this.deps;
    const at = job.startedAt ?? job.queuedAt ?? clock.now();
    const fields = ['id', ...requestedFields(this.input.map)];
    const context = { priority: 'initial', signal: work.signal } as const;
    const options = { fields, batchSize: ROWS_PER_WRITE, filePauseMs: this.input.pollMs };
    const lanes = new Lanes(WRITES_AT_ONCE);
    try {
      for await (const rows of marketo.bulkLeads.rows(job, options, context)) {
        await lanes.run(() => this.store(rows, ticket, at, work));
      }
    } finally {
      await lanes.end();
    }
    lanes.throwIfFailed();
    return { read: this.read, qualified: this.qualified };
  }

  private async store(rows: readonly LeadRecord[], ticket: Ticket, at: Date, work: ScanWork): Promise<void> {
    const { map } = this.input;
    const reads = new Map(rows.map((row) => [row.id, toPersonRead(row, map)]));
    const stored = await this.deps.store.people.readMany([...reads.keys()]);
    const doubtful = [...reads.values()].filter((read) => isDoubtful(read, stored.get(read.id), ticket));
    for (const { id } of doubtful) reads.delete(id);
    const common = { cap: work.cap(), evidence: 'bulkExtract', brake: true, signal: work.signal } as const;
    const answers = [{ ids: [...reads.keys()], ticket, at, reads }];
    const summary = await applyAnswers(this.deps, { ...common, visible: work.visible() }, answers, stored);
    work.count(summary, 0);
    this.read += summary.read;
    this.qualified += summary.qualified;
    if (doubtful.length > 0)
      await this.readAgain(
        doubtful.map(({ id }) => id),
        work,
      );
  }

  private async readAgain(ids: readonly MarketoId[], work: ScanWork): Promise<void> {
    const { map } = this.input;
    const limits = { cap: work.cap(), visible: work.visible() };
    const request = { ids, map, ...limits, signal: work.signal, brake: true } as const;
    const summary = await rereadStep(this.deps, { ...request, evidence: 'bulkExtract', priority: 'initial' });
    work.count(summary, Math.ceil(ids.length / IDS_PER_CALL));
    this.read += ids.length;
    this.qualified += summary.qualified;
  }
}

/**
 * A bare `null` means empty, or the text "null": the file can't tell (marketo-rest 6.4). Where it would empty a field
 * that has a value, or take an owner away, the person is asked for by id.
 */
export function isDoubtful(read: PersonRead, stored: PersonDocument | undefined, ticket: Ticket): boolean {
  const before = stored?.marketo;
  if (before === undefined || before.asOf >= ticket) return false;
  if (read.ownerId === null && (before.ownerId ?? null) !== null) return true;
  return PERSON_FIELDS.some((field) => read.values[field] === null && (before[field] ?? null) !== null);
}
