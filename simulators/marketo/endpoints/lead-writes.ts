import { z } from 'zod';
import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import { mergePeople, realWinner } from '../instance/merge.ts';
import { createPerson, deletePerson, updatePerson } from '../instance/mutations.ts';
import { FIELD_BY_NAME, type Value, type Values } from '../people/fields.ts';

const permissions = ['Read-Write Lead'];
const MAX_RECORDS = 300;
const MAX_LOSERS = 25;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const syncBody = z.looseObject({
  action: z.enum(['createOrUpdate', 'createOnly', 'updateOnly', 'createDuplicate']).default('createOrUpdate'),
  lookupField: z.string().default('email'),
  input: z.array(z.record(z.string(), scalar)).min(1),
});
type Sync = z.infer<typeof syncBody>;

const skipped = (code: string, message: string, id?: number) => ({
  ...(id === undefined ? {} : { id }),
  status: 'skipped',
  reasons: [{ code, message }],
});

const KIND_OF_TYPE: Readonly<Record<string, string>> = {
  integer: 'number',
  float: 'number',
  currency: 'number',
  percent: 'number',
  score: 'number',
  boolean: 'boolean',
};

/** A value in the field's own type, or undefined when it can't be read as one. */
function typed(value: Value, dataType: string): Value | undefined {
  if (value === null) return null;
  const kind = KIND_OF_TYPE[dataType] ?? 'string';
  if (kind === 'string') return String(value);
  if (kind === 'number') return value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
  const text = String(value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The writable values of one record, or why it is skipped. */
function recordValues(record: Values, lookupField: string): { values: Values } | { code: string; message: string } {
  const values: Values = {};
  for (const [name, value] of Object.entries(record)) {
    const field = FIELD_BY_NAME.get(name);
    if (field === undefined) return { code: '1006', message: `Field '${name}' not found` };
    if (name === 'id' || (name === lookupField && field.readOnly)) continue;
    if (field.readOnly) return { code: '1003', message: `Field '${name}' is read only` };
    const read = typed(value, field.dataType);
    const bad = read === undefined || (name === 'email' && /[^\x20-\x7e]/.test(String(read ?? '')));
    if (bad) return { code: '1003', message: `Invalid value for field '${name}' and value '${String(value)}'` };
    values[name] = read;
  }
  return { values };
}

function syncOne({ instance: { state } }: Call, { action, lookupField }: Sync, record: Values): object {
  const checked = recordValues(record, lookupField);
  if ('code' in checked) return skipped(checked.code, checked.message);
  const key = record[lookupField] ?? null;
  if (key === null || key === '') return skipped('1003', `Value for lookup field '${lookupField}' is missing`);
  const found = action === 'createDuplicate' ? [] : state.lookup.find(lookupField, [String(key)], 2);
  const [id, other] = found;
  if (other !== undefined) return skipped('1007', 'Multiple lead match lookup criteria');
  if (id === undefined) {
    if (action === 'updateOnly') return skipped('1004', 'Lead not found');
    return { id: createPerson(state, checked.values), status: 'created' };
  }
  if (action === 'createOnly') return skipped('1005', 'Lead already exists', id);
  updatePerson(state, id, checked.values);
  return { id, status: 'updated' };
}

function syncLeads(call: Call): Answer {
  const parsed = syncBody.safeParse(call.body);
  if (!parsed.success) throw new ApiError('1003', 'Leads not specified');
  const { data } = parsed;
  if (data.input.length > MAX_RECORDS)
    throw new ApiError(call.instance.state.switches.capCode, 'Too many leads, maximum is 300');
  const field = FIELD_BY_NAME.get(data.lookupField);
  if (field === undefined) throw new ApiError('1006', `Lookup field '${data.lookupField}' not found`);
  if (!field.searchable) throw new ApiError('1011', `Lookup field '${data.lookupField}' not supported`);
  if (data.lookupField === 'id' && data.action !== 'updateOnly') {
    throw new ApiError('1003', "Lookup field 'id' is for action 'updateOnly' only");
  }
  return { result: data.input.map((record) => syncOne(call, data, record)) };
}

const deleteBody = z.looseObject({ input: z.array(z.looseObject({ id: z.coerce.number().int() })) });

function deleteLeads(call: Call): Answer {
  const parsed = deleteBody.safeParse(call.body);
  const ids = parsed.success ? parsed.data.input.map(({ id }) => id) : call.params.integers('id');
  if (ids.length === 0) throw new ApiError('1003', 'Leads not specified');
  if (ids.length > MAX_RECORDS)
    throw new ApiError(call.instance.state.switches.capCode, 'Too many leads, maximum is 300');
  const { state } = call.instance;
  return {
    result: ids.map((id) => {
      if (!state.book.has(id)) return skipped('1004', 'Lead not found', id);
      deletePerson(state, id);
      return { id, status: 'deleted' };
    }),
  };
}

function mergeLeads({ instance: { state }, params, args }: Call): Answer {
  const winner = Number(args[0]);
  const losers = [...new Set([...params.integers('leadId'), ...params.integers('leadIds')])];
  if (losers.length === 0) throw new ApiError(state.switches.missingParameterCode, 'leadId cannot be blank');
  if (losers.length > MAX_LOSERS) throw new ApiError('1080', `Cannot merge more than ${MAX_LOSERS} leads`);
  const absent = [winner, ...losers].find((id) => !state.book.has(id));
  if (absent !== undefined || losers.includes(winner))
    throw new ApiError('1004', `Lead not found: ${absent ?? winner}`);
  mergePeople(state, realWinner(state, { winner, losers }));
  return {};
}

/** Writing people. */
export const leadWriteRoutes: readonly Route[] = [
  { method: 'POST', path: '/rest/v1/leads.json', class: 'leadWrites', permissions, handle: syncLeads },
  { method: 'POST', path: '/rest/v1/leads/delete.json', class: 'leadWrites', permissions, handle: deleteLeads },
  { method: 'POST', path: '/rest/v1/leads/{}/merge.json', class: 'leadWrites', permissions, handle: mergeLeads },
];
