import { hashText } from '../../lib/random.ts';
import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import { DEFAULT_FIELDS, FIELD_BY_NAME, type Values } from '../people/fields.ts';
import { batchSize, readToken, writeToken } from './paging.ts';

const READ = ['Read-Only Lead', 'Read-Write Lead'];
const MAX_MATCHES = 1000;

/** Fields of a read: `id` comes always, the six defaults when none are named; unknown ones are a 1006 (statement 34). */
function wantedFields(names: readonly string[]): readonly string[] {
  if (names.length === 0) return DEFAULT_FIELDS;
  const unknown = names.find((name) => !FIELD_BY_NAME.has(name));
  if (unknown !== undefined) throw new ApiError('1006', `Field '${unknown}' not found`);
  return [...new Set(['id', ...names])];
}

function filter({ instance, params }: Call): { type: string; values: string[] } {
  const { missingParameterCode, capCode } = instance.state.switches;
  const type = params.get('filterType');
  const values = params.list('filterValues');
  if (type === undefined) throw new ApiError(missingParameterCode, 'filterType cannot be blank');
  const field = FIELD_BY_NAME.get(type);
  if (field === undefined) throw new ApiError('1006', `Lookup field '${type}' not found`);
  if (!field.searchable) throw new ApiError('1011', `Lookup field '${type}' not supported`);
  if (values.length === 0) throw new ApiError(missingParameterCode, 'filterValues cannot be blank');
  if (values.length > 300) throw new ApiError(capCode, 'filterValues must not exceed 300 values');
  return { type, values };
}

/** Living people of some ids, one page of them, after an id. */
export function leadPage(call: Call, ids: readonly number[], kind: 'leads' | 'list', query: number): Answer {
  const { instance, params, faults } = call;
  const fields = wantedFields(params.list('fields'));
  const size = batchSize(instance, params.get('batchSize'));
  const given = params.get('nextPageToken');
  const from = given === undefined ? undefined : readToken(instance, given, [kind], query);
  const rest = from === undefined ? ids : ids.filter((id) => id > from.position);
  const shown = rest.slice(0, faults.emptyPage === true ? 0 : Math.min(faults.shortPage ?? size, size));
  const result: Values[] = [];
  for (const id of shown) {
    const values = instance.state.book.read(id, fields);
    if (values !== undefined) result.push(values);
    if (values !== undefined && faults.duplicateRows === true) result.push(values);
  }
  if (faults.omitRows !== undefined) result.splice(-faults.omitRows);
  const more = shown.length < rest.length || faults.emptyPage === true;
  if (!more) return { result };
  const position = shown.at(-1) ?? from?.position ?? 0;
  const token = writeToken(instance, { kind, since: 0, position, date: 0, hop: (from?.hop ?? 0) + 1, query });
  return kind === 'list' ? { result, nextPageToken: token } : { result, nextPageToken: token, moreResult: true };
}

function leadsByFilter(call: Call): Answer {
  const { type, values } = filter(call);
  const ids = call.instance.state.lookup.find(type, values, MAX_MATCHES);
  if (ids.length > MAX_MATCHES) throw new ApiError('1003', 'Too many results match the filter');
  return leadPage(call, ids, 'leads', hashText(`${type}:${values.join(',')}`));
}

function leadById({ instance, params, args }: Call): Answer {
  if (!/^\d+$/.test(args[0] ?? '')) throw new ApiError('610');
  const values = instance.state.book.read(Number(args[0]), wantedFields(params.list('fields')));
  if (values !== undefined) return { result: [values] };
  if (instance.state.switches.absentLead === '1004') throw new ApiError('1004', 'Lead not found');
  return { result: [] };
}

/** Reading people. */
export const leadReadRoutes: readonly Route[] = [
  { method: 'GET', path: '/rest/v1/leads.json', class: 'leads', permissions: READ, handle: leadsByFilter },
  { method: 'GET', path: '/rest/v1/lead/{}.json', class: 'leads', permissions: READ, handle: leadById },
];
