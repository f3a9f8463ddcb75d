import { actor, demand } from '../actors/actor.ts';
import { convertLead } from '../actors/convert.ts';
import { createAs, deleteAs, updateAs } from '../actors/edit.ts';
import { mergeRecords } from '../actors/merge.ts';
import { randomChanges } from '../actors/random.ts';
import { archive, emptyRecycleBin, purge, undelete } from '../actors/recycle.ts';
import { schemaChange } from '../schema/changes.ts';
import { type ControlCall, type OrgRoute, route } from './call.ts';
import * as bodies from './schemas.ts';

const first = ({ args }: ControlCall): string => args[0] ?? '';

/** What people in the org do to its records, and its admin to its schema. */
export const recordRoutes: readonly OrgRoute[] = [
  route('POST', /^\/records\/([A-Za-z]+)$/, (call) => {
    const { values, ...options } = bodies.edit.parse(call.body);
    return { id: createAs(call.org, first(call), values, options) };
  }),
  route('GET', /^\/records\/(\w{15,18})$/, (call) => demand(actor(call.org), first(call)).values),
  route('PATCH', /^\/records\/(\w{15,18})$/, (call) => {
    const { values, ...options } = bodies.edit.parse(call.body);
    return { id: updateAs(call.org, first(call), values, options) };
  }),
  route('DELETE', /^\/records\/(\w{15,18})$/, (call) =>
    deleteAs(call.org, first(call), call.query.get('as') ?? undefined),
  ),
  route('POST', /^\/records\/(\w{15,18})\/undelete$/, (call) =>
    undelete(call.org, first(call), bodies.by.parse(call.body).as),
  ),
  route('POST', /^\/records\/(\w{15,18})\/purge$/, (call) => purge(call.org, first(call))),
  route('POST', /^\/records\/(\w{15,18})\/archive$/, (call) => archive(call.org, first(call))),
  route('POST', /^\/recycle-bin\/empty$/, ({ org }) => ({ purged: emptyRecycleBin(org) })),
  route('POST', /^\/leads\/(\w{15,18})\/convert$/, (call) =>
    convertLead(call.org, { leadId: first(call), ...bodies.conversion.parse(call.body ?? {}) }),
  ),
  route('POST', /^\/merge$/, ({ org, body }) => {
    const { winner, losers, as } = bodies.merge.parse(body);
    mergeRecords(org, winner, losers, as);
  }),
  route('POST', /^\/random$/, ({ org, body }) => {
    const { count, seed } = bodies.random.parse(body);
    return randomChanges(org, count, seed);
  }),
  route('POST', /^\/schema$/, ({ org, body }) => org.change(schemaChange.parse(body))),
  route('POST', /^\/reset$/, ({ org }) => org.reset()),
];
