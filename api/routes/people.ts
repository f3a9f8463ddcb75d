import { z } from 'zod';
import { personLine } from '../../client/people/person-line.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { answers, marketoId, paging } from '../schemas/common.ts';
import { heldPage, peoplePage, peopleSearch, reread, resyncRequest } from '../schemas/people.ts';
import { withinLong } from '../within.ts';

/** People, many at a time. */
export const peopleRoutes: Routes = (api, { store, instance }) => {
  const tags = ['people'];
  /** Of this instance: elsewhere other people have the ids. */
  const place = z.strictObject({ of: z.literal(instance), after: marketoId });
  const afterOf = (cursor: string | undefined) => (cursor === undefined ? 0 : readCursor(cursor, place).after);
  const nextOf = (ids: readonly number[], limit: number) =>
    ids.length > limit ? cursorText({ of: instance, after: ids[limit - 1] }) : null;

  api.post(
    '/api/v1/people/search',
    {
      config: { scope: 'viewer', isRead: true },
      schema: {
        ...{ tags, summary: 'Find people, in the order of their Marketo IDs' },
        description:
          'Every member narrows; an empty body lists all visible people. Erased people, and people whose personal data ' +
          'is gone, are never found. A body, so that no name or address stands in an address or a log.',
        body: peopleSearch,
        response: answers({ 200: peoplePage }),
      },
    },
    async ({ body: { limit, cursor, ...query } }) => {
      const found = await store.people.search(query, { after: afterOf(cursor), limit: limit + 1 });
      const next = nextOf(
        found.map(({ _id }) => _id),
        limit,
      );
      return { items: found.slice(0, limit).map(personLine), next };
    },
  );

  api.get(
    '/api/v1/people/held',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'Whom the brake keeps from leaving, until somebody approves' },
        querystring: paging,
        response: answers({ 200: heldPage }),
      },
    },
    async ({ query: { limit, cursor } }) => {
      const [rows, { held: total }] = await Promise.all([
        store.suspects.held(limit + 1, afterOf(cursor)),
        store.suspects.counts(),
      ]);
      const ids = rows.map(({ id }) => id);
      const people = await store.people.readMany(ids.slice(0, limit));
      const items = rows.slice(0, limit).map(({ id, hint, winner, since }) => {
        const found = people.get(id);
        return {
          ...{ marketoId: id, hint, winner: winner ?? null, since },
          person: found === undefined ? null : personLine(found),
        };
      });
      return { items, next: nextOf(ids, limit), total };
    },
  );

  api.post(
    '/api/v1/people/resync',
    {
      config: { scope: 'operator' },
      schema: {
        ...{ tags, summary: 'Read people again at once' },
        description: 'Answers when they are written.',
        body: resyncRequest,
        response: answers({ 200: reread }),
      },
    },
    async ({ actionsSync, body: { ids } }) => withinLong(actionsSync.people.resync([...new Set(ids)] as MarketoId[])),
  );
};
