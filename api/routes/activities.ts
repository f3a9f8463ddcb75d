import { z } from 'zod';
import type { MarketoId } from '../../model/ids.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { refusal } from '../problem.ts';
import {
  activitiesLogged,
  activitiesPage,
  activitiesQuery,
  activitiesRequest,
  activity,
  activityParams,
} from '../schemas/activities.ts';
import { answers } from '../schemas/common.ts';
import { momentText, ownId } from '../schemas/input.ts';

/** 1,000 lines with every text as long as it may be, about 50,000 characters each, most of them of one byte. */
const BODY_LIMIT_BYTES = 64 * 1_048_576;

const place = z.object({ acceptedAt: momentText, id: ownId });
const tags = ['activities'];

/** Sales activities: log them, see how far each is. */
export const activityRoutes: Routes = (api) => {
  api.post(
    '/api/v1/activities',
    {
      config: { scope: 'operator' },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        ...{ tags, summary: 'Log one sales activity, or up to 1,000' },
        description:
          'Each line is taken or refused on its own: `results` has one for each, in order. What is accepted is stored, and ' +
          'logged in time whatever fails after that. Sent again with the same id and content, a line is `known`: nothing ' +
          'happens twice.',
        body: activitiesRequest,
        response: answers({ 200: activitiesLogged }),
      },
    },
    async ({ body, actionsSync }) => ({
      results: await actionsSync.activities.log(body.activities ?? [body]),
    }),
  );

  api.get(
    '/api/v1/activities',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'Sales activities, those accepted last first' },
        description: 'Where those asked for are rare, a page may hold fewer, even none, and still have a next one.',
        querystring: activitiesQuery,
        response: answers({ 200: activitiesPage }),
      },
    },
    async ({ query: { limit, cursor, personId, ...filter }, actionsSync }) => {
      const after = cursor === undefined ? null : readCursor(cursor, place);
      const { rows, next } = await actionsSync.activities.list(
        { ...filter, personId: personId as MarketoId | undefined },
        after === null ? null : { ...after, id: after.id as SalesActivityId },
        limit,
      );
      return { items: rows, next: next === null ? null : cursorText(next) };
    },
  );

  api.get(
    '/api/v1/activities/:id',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'One sales activity as it was logged, and how far each vendor is with it' },
        params: activityParams,
        response: answers({ 200: activity }),
      },
    },
    async ({ params: { id }, actionsSync }) => {
      const found = await actionsSync.activities.show(id);
      if (found === null) throw refusal('activity.unknown', { id });
      return found;
    },
  );
};
