import { z } from 'zod';
import { EVIDENCE_WORDS } from '../../client/people/evidence-words.ts';
import { explain } from '../../client/people/explain.ts';
import { lookUp } from '../../client/people/lookup.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { personPageOf } from '../person-page.ts';
import { refusal } from '../problem.ts';
import { answers, marketoId, paging } from '../schemas/common.ts';
import {
  erasurePreview,
  erasureRequest,
  erasureResult,
  explanation,
  historyPage,
  personPage,
} from '../schemas/people.ts';

const params = z.object({ id: marketoId });
const idOf = ({ id }: z.output<typeof params>) => id as MarketoId;

/** One person, by Marketo ID. */
export const personRoutes: Routes = (api, { store, instance }) => {
  const tags = ['people'];

  api.get(
    '/api/v1/people/:id',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'One person, and what is known around it', params },
        response: answers({ 200: personPage }),
      },
    },
    async ({ params: given }) => {
      const id = idOf(given);
      const found = await lookUp(store, id);
      const part = found.person?.marketo;
      if (part === undefined) throw refusal('person.unknown', { marketoId: id });
      const owners = typeof part.ownerId === 'string' ? await store.sellers.withUser(part.ownerId) : [];
      return personPageOf(found, owners[0] ?? null);
    },
  );

  api.get(
    '/api/v1/people/:id/explanation',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'Why a person is here or not, in plain sentences', params },
        description: 'From stored evidence: Marketo is not asked. Of every id, also of those that nobody has.',
        response: answers({ 200: explanation }),
      },
    },
    async ({ params: given }) => ({ marketoId: given.id, ...explain(await lookUp(store, idOf(given))) }),
  );

  api.get(
    '/api/v1/people/:id/history',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags, summary: 'What changed when, the latest first', params },
        querystring: paging,
        response: answers({ 200: historyPage }),
      },
    },
    async ({ params: given, query: { limit, cursor } }) => {
      const id = idOf(given);
      const place = z.strictObject({ of: z.literal(instance), id: z.literal(id), asOf: z.number(), field: z.string() });
      const before = cursor === undefined ? null : readCursor(cursor, place);
      const rows = (await store.people.history(id))
        .toReversed()
        .flatMap(({ at, ticket, evidence, changes }) =>
          changes.map((change) => ({ at, asOf: ticket, evidence, because: EVIDENCE_WORDS[evidence], ...change })),
        );
      const last = rows.findIndex(({ asOf, field }) => asOf === before?.asOf && field === before.field);
      // A row that is no longer kept was among the oldest.
      const rest = before === null ? rows : last === -1 ? [] : rows.slice(last + 1);
      const items = rest.slice(0, limit);
      const end = items.at(-1);
      const next =
        rest.length <= limit || end === undefined
          ? null
          : cursorText({ of: instance, id, asOf: end.asOf, field: end.field });
      return { items, next };
    },
  );

  api.get(
    '/api/v1/people/:id/erasure',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'What an erasure would take away, in counts', params },
        response: answers({ 200: erasurePreview }),
      },
    },
    async ({ actionsSync, params: { id } }) => actionsSync.people.previewErase([id]),
  );

  api.post(
    '/api/v1/people/:id/erasure',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'Remove all personal data of a person, for good', params },
        description:
          'And of whoever was merged with it; only the id stays, so that nothing brings it back. Marketo and Salesforce ' +
          'are not touched. `reason` goes to the audit log and stays: a request’s number, nothing personal.',
        body: erasureRequest,
        response: answers({ 200: erasureResult }),
      },
    },
    async ({ actionsSync, params: { id }, body: { reason } }) => actionsSync.people.erase([id], { reason }),
  );
};
