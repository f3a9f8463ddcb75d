import { z } from 'zod';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { answers } from '../schemas/common.ts';
import {
  compared,
  compareRequest,
  previewRequest,
  resubscribed,
  resubscribePreviews,
  resubscribeRequest,
  unsubscribed,
  unsubscribeRequest,
  unsubscribeStatus,
  unsubscribesPage,
  unsubscribesSearch,
} from '../schemas/unsubscribes.ts';

const tags = ['unsubscribes'];

/** Who must not be mailed. Addresses are in bodies alone. */
export const unsubscribeRoutes: Routes = (api) => {
  api.get(
    '/api/v1/unsubscribes/status',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'How many there are, and what Salesforce has still to be told' },
        response: answers({ 200: unsubscribeStatus }),
      },
    },
    async ({ actionsSync }) => actionsSync.unsubscribes.status(),
  );

  api.post(
    '/api/v1/unsubscribes/search',
    {
      config: { scope: 'viewer', isRead: true },
      schema: {
        ...{ tags, summary: 'Unsubscribed addresses, in their order, or what is known of one' },
        body: unsubscribesSearch,
        response: answers({ 200: unsubscribesPage }),
      },
    },
    async ({ body: { limit, cursor, all, address }, actionsSync: { unsubscribes } }) => {
      if (address !== undefined) {
        const known = await unsubscribes.show([address]);
        return { items: known.filter((one) => one !== null), next: null };
      }
      const after = cursor === undefined ? '' : readCursor(cursor, z.string());
      const found = await unsubscribes.list(after, limit + 1, { all });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, next: last === undefined ? null : cursorText(last.address) };
    },
  );

  api.post(
    '/api/v1/unsubscribes',
    {
      config: { scope: 'operator' },
      schema: {
        ...{ tags, summary: 'Unsubscribe up to 1,000 addresses' },
        description:
          'What is answered is stored, whatever becomes of Temporal and Salesforce; repeated, nothing changes.',
        body: unsubscribeRequest,
        response: answers({ 200: unsubscribed }),
      },
    },
    async ({ body: { addresses }, actionsSync }) => ({ results: await actionsSync.unsubscribes.add(addresses) }),
  );

  api.post(
    '/api/v1/unsubscribes/preview',
    {
      config: { scope: 'operator', isRead: true },
      schema: {
        ...{ tags, summary: 'What an admin must know before a resubscribe: Salesforce is asked' },
        body: previewRequest,
        response: answers({ 200: resubscribePreviews }),
      },
    },
    async ({ body: { addresses }, actionsSync }) => ({ previews: await actionsSync.unsubscribes.preview(addresses) }),
  );

  api.post(
    '/api/v1/unsubscribes/resubscribe',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'Take unsubscribes back, with a reason; Salesforce is not told' },
        body: resubscribeRequest,
        response: answers({ 200: resubscribed }),
      },
    },
    async ({ body: { addresses, reason }, actionsSync }) => ({
      results: await actionsSync.unsubscribes.resubscribe(addresses, { reason }),
    }),
  );

  api.post(
    '/api/v1/unsubscribes/reconcile',
    {
      config: { scope: 'operator' },
      schema: {
        ...{ tags, summary: 'Compare everything with Salesforce, both ways, or say what that would change' },
        body: compareRequest,
        response: answers({ 200: compared }),
      },
    },
    async ({ body: { dryRun }, actionsSync: { unsubscribes } }) => {
      if (dryRun) return { started: false, differences: await unsubscribes.differences() };
      await unsubscribes.reconcile();
      return { started: true, differences: null };
    },
  );
};
