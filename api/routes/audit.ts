import { z } from 'zod';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { auditPage, auditQuery } from '../schemas/audit.ts';
import { answers } from '../schemas/common.ts';
import { momentText } from '../schemas/input.ts';

const place = z.object({ at: momentText, id: z.string().regex(/^[0-9a-f]{24}$/) });

/** What admins, operators and the worker did. */
export const auditRoutes: Routes = (api) => {
  api.get(
    '/api/v1/audit',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags: ['audit'], summary: 'Who changed what, latest first' },
        querystring: auditQuery,
        response: answers({ 200: auditPage }),
      },
    },
    async ({ query: { limit, cursor, action: actions, ...filter }, actionsSync }) => {
      const after = cursor === undefined ? null : readCursor(cursor, place);
      const { rows, next } = await actionsSync.audit({ ...filter, actions }, after, limit);
      return { items: rows, next: next === null ? null : cursorText(next) };
    },
  );
};
