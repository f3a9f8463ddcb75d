import type { RestCall, RestSend } from '../rest.ts';
import type { BulkLeads } from '../types.ts';
import { createJobs } from './jobs.ts';

export { isUnknownJob } from './unknown-job.ts';

/** Bulk lead extract (marketo-rest 6). */
export function createBulkLeads({ rest }: { rest: { send: RestSend; call: RestCall } }): BulkLeads {
  return createJobs(rest);
}
