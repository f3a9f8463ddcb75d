import { z } from 'zod';
import type { FailurePlace } from '../../client/failures/index.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { answers } from '../schemas/common.ts';
import {
  failureRecordsPage,
  failureRecordsQuery,
  failureSelection,
  failures,
  failuresChanged,
} from '../schemas/failures.ts';

const tags = ['failures'];
const counted = z.string().regex(/^\d{1,9}$/);
const recordKey = z.string().max(200);
const place: z.ZodType<FailurePlace> = z.discriminatedUnion('of', [
  z.object({ of: z.literal('flow'), after: counted }),
  z.object({ of: z.literal('salesActivities'), after: recordKey }),
  z.object({ of: z.literal('tasks'), after: recordKey }),
  z.object({ of: z.literal('addresses'), after: counted }),
]);

/** What failed in all flows and has not worked since. */
export const failureRoutes: Routes = (api) => {
  api.get(
    '/api/v1/failures',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'One entry per error, with cause and fix, the latest first' },
        response: answers({ 200: failures }),
      },
    },
    async ({ actionsSync }) => ({ items: await actionsSync.failures.list() }),
  );

  api.get(
    '/api/v1/failures/records',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'What is behind an error: flows first, then records by id' },
        querystring: failureRecordsQuery,
        response: answers({ 200: failureRecordsPage }),
      },
    },
    async ({ query: { limit, cursor, id, ...selection }, actionsSync }) => {
      const { records, next } = await actionsSync.failures.page(
        { ...selection, ...(id !== undefined && { ids: [id] }) },
        cursor === undefined ? null : readCursor(cursor, place),
        limit,
      );
      return { items: records, next: next === null ? null : cursorText(next) };
    },
  );

  api.post(
    '/api/v1/failures/retry',
    {
      config: { scope: 'operator' },
      schema: {
        ...{ tags, summary: 'Try again what failed' },
        description: 'What may have arrived is looked up first, so nothing is logged twice.',
        body: failureSelection,
        response: answers({ 200: failuresChanged }),
      },
    },
    async ({ body: { key, vendor, ids }, actionsSync }) => actionsSync.failures.retry({ key, vendor, ids }),
  );

  api.post(
    '/api/v1/failures/dismiss',
    {
      config: { scope: 'operator' },
      schema: {
        ...{ tags, summary: 'Give failed sales activities up, forget what flows have told' },
        description: 'Reminder tasks are changed or deleted instead, and unsubscribes are never given up.',
        body: failureSelection,
        response: answers({ 200: failuresChanged }),
      },
    },
    async ({ body: { key, vendor, ids }, actionsSync }) => actionsSync.failures.dismiss({ key, vendor, ids }),
  );
};
