import { AppError } from '../../model/errors/app-error.ts';
import type { BulkJob, BulkLeads, BulkRowsOptions, LeadRecord } from '../types.ts';
import { CsvReader } from './csv.ts';
import { type CompletedJob, type DownloadOptions, download } from './download.ts';
import { type RecordMaker, recordMaker } from './records.ts';
import { openSpool, type Spool } from './spool.ts';

const ENDPOINT = 'bulkFile';
/** Read from the spool at once. */
const READ_BYTES = 262_144;

export interface RowsOptions extends DownloadOptions {
  /** Bytes of the file asked for by one call. */
  partBytes: number;
}

/** Rows of completed jobs: fetched, verified, and only then parsed. */
export function createRows(options: RowsOptions): BulkLeads['rows'] {
  return async function* rows(job, { fields, batchSize, onProgress, filePauseMs = options.filePauseMs }, context) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new AppError('marketo.badCall', { details: { endpoint: ENDPOINT, batchSize } });
    }
    if (isEmpty(job)) return;
    const completed = checkCompleted(job);
    const { exportId, bytes: total } = completed;
    if (job.checksum === null) {
      options.log.warn({ endpoint: ENDPOINT, exportId }, 'An export has no checksum: its file is accepted by size');
    }
    const onBytes = (bytes: number) => onProgress?.({ bytes, total });
    const spool = await openSpool(total);
    try {
      const wanted = { exportId, total, partBytes: options.partBytes, onBytes };
      await download({ ...options, filePauseMs }, completed, wanted, spool, context);
      yield* readBatches(spool, job.records, { fields, batchSize }, context.signal);
    } finally {
      await spool.close();
    }
  };
}

/** A completed job without rows has nothing to fetch (marketo-rest 6.3). */
const isEmpty = ({ status, records, bytes }: BulkJob) => status === 'completed' && (records === 0 || bytes === 0);

function checkCompleted(job: BulkJob): CompletedJob {
  const { status, bytes } = job;
  if (status !== 'completed') throw new AppError('marketo.badCall', { details: { endpoint: ENDPOINT, status } });
  // Without a size nothing tells when the file has ended.
  if (bytes === null) throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at: 'fileSize' } });
  return { ...job, bytes };
}

async function* readBatches(
  spool: Spool,
  records: number | null,
  { fields, batchSize }: Pick<BulkRowsOptions, 'fields' | 'batchSize'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<LeadRecord[]> {
  const reader = new CsvReader();
  let toRecord: RecordMaker | null = null;
  let batch: LeadRecord[] = [];
  let count = 0;
  for (let position = 0; ; ) {
    // Not one promise per row: a row takes a few microseconds.
    for (let row = reader.next(); row !== null; row = reader.next()) {
      if (toRecord === null) {
        toRecord = recordMaker(row, fields);
        continue;
      }
      count += 1;
      batch.push(toRecord(row, count));
      if (batch.length < batchSize) continue;
      yield batch;
      signal?.throwIfAborted();
      batch = [];
    }
    if (position >= spool.bytes) break;
    const chunk = await spool.read(position, READ_BYTES);
    position += chunk.length;
    await reader.feed(chunk);
    if (position >= spool.bytes) await reader.end();
  }
  if (toRecord === null) throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at: 'header' } });
  if (records !== null && count !== records) {
    throw new AppError('marketo.bulk.incomplete', { details: { endpoint: ENDPOINT, rows: count, records } });
  }
  if (batch.length > 0) yield batch;
}
