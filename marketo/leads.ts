import { AppError } from '../model/errors/app-error.ts';
import { isMarketoId, type MarketoId } from '../model/ids.ts';
import type { Clock } from '../model/ports.ts';
import { pages } from './paging.ts';
import type { RestCall } from './rest.ts';
import type { CallContext, LeadRecord } from './types.ts';

const ENDPOINT = 'leads';

export interface LeadFilter {
  field: string;
  /** Or what gives them when the call has its place; asked more than once, it gives the same. */
  values: readonly (string | number)[] | (() => readonly (string | number)[]);
}

export interface LeadsRead {
  leads: LeadRecord[];
  answeredAt: Date;
}

/**
 * All pages of leads.json for a filter. `answeredAt` is the first page's: nothing in it is newer than said.
 * No further page is asked for when `isComplete` says so: some instances send a token with the last one, too.
 */
export async function readLeads(
  call: RestCall,
  clock: Clock,
  filter: LeadFilter,
  fields: readonly string[],
  context: CallContext,
  isComplete: (leads: readonly LeadRecord[]) => boolean = () => false,
): Promise<LeadsRead> {
  // Without `fields` Marketo sends six of its own choice; `id` comes in any case.
  const queryFor = (filterValues: readonly (string | number)[]) => ({
    filterType: filter.field,
    filterValues,
    fields: [...new Set(['id', ...fields])],
    batchSize: '300',
  });
  const { values } = filter;
  const query = typeof values === 'function' ? () => queryFor(values()) : queryFor(values);
  const leads: LeadRecord[] = [];
  let answeredAt: Date | null = null;
  for await (const page of pages(call, ENDPOINT, query, context)) {
    answeredAt ??= page.date ?? page.receivedAt;
    for (const lead of readRows(page.result)) leads.push(lead);
    if (isComplete(leads)) break;
  }
  return { leads, answeredAt: answeredAt ?? clock.now() };
}

/** Whether every id has answered. */
export function allOf(ids: readonly MarketoId[]): (leads: readonly LeadRecord[]) => boolean {
  return (leads) => {
    const found = new Set(leads.map((lead) => lead.id));
    return ids.every((id) => found.has(id));
  };
}

/** Only the id of each record is looked at: a schema over all fields would cost as much as parsing the JSON. */
function readRows(rows: unknown[]): LeadRecord[] {
  if (rows.every(isLeadRecord)) return rows;
  const at = `${rows.findIndex((row) => !isLeadRecord(row))}.id`;
  throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at } });
}

function isLeadRecord(row: unknown): row is LeadRecord {
  return typeof row === 'object' && row !== null && 'id' in row && isMarketoId(row.id);
}
