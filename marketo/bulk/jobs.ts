import { z } from 'zod';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { ENDPOINTS, pathWith } from '../endpoints.ts';
import { check } from '../envelope.ts';
import { pages } from '../paging.ts';
import { encodeAction, encodeRequest } from '../query.ts';
import type { RestCall, RestSend } from '../rest.ts';
import { toTimestamp } from '../time.ts';
import type { BulkFilter, BulkJob, BulkLeads } from '../types.ts';
import { job } from './job.ts';
import { aboutJob } from './unknown-job.ts';

/** The longest window of an export (marketo-rest 3.2). */
const MAX_WINDOW_MS = 31 * 86_400_000;

const jobs = z.array(job);
const oneJob = z.tuple([job]);

/** The life of a job, each step one call (marketo-rest 6.1). */
export function createJobs({ send, call }: { send: RestSend; call: RestCall }): Omit<BulkLeads, 'rows'> {
  return {
    create: async ({ fields, filter }, context) => {
      const parameters = { fields: [...new Set(['id', ...fields])], format: 'CSV', filter: toFilter(filter) };
      const { path } = ENDPOINTS.bulkCreate;
      const { result } = await send('bulkCreate', encodeAction(path, parameters), context);
      return check(oneJob, result, 'bulkCreate')[0];
    },
    enqueue: async (exportId, context) => {
      const request = encodeAction(pathWith('bulkEnqueue', exportId));
      try {
        await aboutJob(send('bulkEnqueue', request, context));
      } catch (error) {
        if (!isAppError(error) || error.key !== 'marketo.1029.queued') throw error;
      }
    },
    status: async (exportId, context) => {
      const request = encodeRequest(pathWith('bulkStatus', exportId), {});
      const { result } = await aboutJob(send('bulkStatus', request, context), true);
      if (result.length === 0) {
        throw new AppError('marketo.bulk.unknownJob', { details: { endpoint: 'bulkStatus' } });
      }
      return check(oneJob, result, 'bulkStatus')[0];
    },
    cancel: async (exportId, context) => {
      await aboutJob(send('bulkCancel', encodeAction(pathWith('bulkCancel', exportId)), context));
    },
    list: async (context) => {
      const found: BulkJob[] = [];
      for await (const page of pages(call, 'bulkList', { batchSize: '300' }, context)) {
        found.push(...check(jobs, page.result, 'bulkList'));
      }
      return found;
    },
  };
}

function toFilter(filter: BulkFilter): object {
  if (filter.kind === 'smartList') return { smartListName: filter.name };
  const { startAt, endAt } = filter;
  const ms = endAt.getTime() - startAt.getTime();
  // Marketo documents no code for these (marketo-rest 14.10): they are not sent.
  if (!(ms >= 0 && ms <= MAX_WINDOW_MS)) {
    throw new AppError('marketo.badCall', { details: { endpoint: 'bulkCreate', windowMs: ms } });
  }
  return { createdAt: { startAt: toTimestamp(startAt), endAt: toTimestamp(endAt) } };
}
