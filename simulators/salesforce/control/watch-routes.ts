import { listOf } from '../endpoints/record-json.ts';
import type { Org } from '../org/org.ts';
import { type OrgRoute, route } from './call.ts';
import { truth } from './truth.ts';

function health(org: Org) {
  const records = [...org.store.tables].map((table) => [table.name, table.size]);
  return { ok: true, orgId: org.id, now: org.now(), records: Object.fromEntries(records) };
}

/** What an org was asked and did since the last reset. */
export function stats(org: Org) {
  const { limit, locks, statistics, faults } = org;
  return {
    ...statistics.counts(),
    callsToday: limit.used,
    refusedByLimit: limit.refused,
    lockRefusals: locks.refusals,
    /** Since the start: a reset leaves them. */
    faults: faults.happened(),
  };
}

/** Reads for tests and dashboards. */
export const watchRoutes: readonly OrgRoute[] = [
  route('GET', /^\/health$/, ({ org }) => health(org)),
  {
    method: 'GET',
    path: /^\/truth$/,
    handle: ({ org, query }) => ({
      lines: truth(org, {
        object: query.get('object') ?? 'Task',
        fields: listOf(query.get('fields')),
        deleted: query.get('deleted') === '1',
      }),
    }),
  },
  route('GET', /^\/stats$/, ({ org }) => stats(org)),
  route('POST', /^\/stats\/reset$/, ({ org }) => org.statistics.reset()),
  {
    method: 'GET',
    path: /^\/journal$/,
    handle: ({ world, query }) => ({ lines: world.journal.since(Number(query.get('since') ?? 0)) }),
  },
  route('POST', /^\/journal\/reset$/, ({ world }) => world.journal.reset()),
];
