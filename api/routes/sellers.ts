import { z } from 'zod';
import type { ActionsSyncClient } from '../../client/client.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { answers } from '../schemas/common.ts';
import { sellerRequest, sellerResult, sellersPage, sellersQuery, sellersSearch } from '../schemas/sellers.ts';

const tags = ['sellers'];

/** The users of the sales app. */
export const sellerRoutes: Routes = (api) => {
  api.get(
    '/api/v1/sellers',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'Sellers, by address; the pages after the first come from sellers/search' },
        querystring: sellersQuery,
        response: answers({ 200: sellersPage }),
      },
    },
    async ({ query: { limit }, actionsSync }) => pageOf(actionsSync, '', limit),
  );

  api.post(
    '/api/v1/sellers/search',
    {
      config: { scope: 'viewer', isRead: true },
      schema: {
        ...{ tags, summary: 'Sellers, by address, or one of them' },
        body: sellersSearch,
        response: answers({ 200: sellersPage }),
      },
    },
    async ({ body: { limit, cursor, email }, actionsSync }) => {
      if (email === undefined)
        return pageOf(actionsSync, cursor === undefined ? '' : readCursor(cursor, z.string()), limit);
      const found = await actionsSync.sellers.show(email);
      return { items: found === null ? [] : [found], next: null };
    },
  );

  api.post(
    '/api/v1/sellers',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'Say who a seller is, and whether the seller’s reminder tasks are synced' },
        body: sellerRequest,
        response: answers({ 200: sellerResult }),
      },
    },
    async ({ body: { email, ...change }, actionsSync }) => {
      const { seller, wakeError } = await actionsSync.sellers.set(email, change);
      return { seller, wakeError };
    },
  );
};

async function pageOf({ sellers }: ActionsSyncClient, after: string, limit: number) {
  const found = await sellers.list(after, limit + 1);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : cursorText(last.email) };
}
