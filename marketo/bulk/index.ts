import type { RestCall, RestSend } from '../rest.ts';
import type { BulkLeads } from '../types.ts';
import { createJobs } from './jobs.ts';
import { createRows, type RowsOptions } from './rows.ts';

export { isUnknownJob } from './unknown-job.ts';

/** How files are fetched. */
export type BulkSettings = Pick<RowsOptions, 'partBytes' | 'filePauseMs'>;

/** 16 MB a call: some seconds of a slot; 60 s: as often as Marketo renews a job's status (marketo-rest 3.2). */
export const BULK_SETTINGS: BulkSettings = { partBytes: 16 * 1_048_576, filePauseMs: 60_000 };

/** Bulk lead extract (marketo-rest 6): jobs, and the rows of their files. */
export function createBulkLeads(options: RowsOptions & { rest: { send: RestSend; call: RestCall } }): BulkLeads {
  return { ...createJobs(options.rest), rows: createRows(options) };
}
