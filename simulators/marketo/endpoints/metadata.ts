import type { Answer, Call, Route } from '../http/call.ts';
import { FIELD_BY_NAME, FIELDS } from '../people/fields.ts';
import { batchSize, readToken, writeToken } from './paging.ts';

const READ_LEAD = ['Read-Only Lead', 'Read-Write Lead'];
const SCHEMA = ['Read-Write Schema Standard Field', 'Read-Write Schema Custom Field'];

const soapName = (displayName: string): string => displayName.replaceAll(' ', '');

const describe = FIELDS.map(({ number, name, displayName, dataType, length, readOnly }) => ({
  id: number,
  displayName,
  dataType,
  ...(length === undefined ? {} : { length }),
  ...(name === null ? {} : { rest: { name, readOnly } }),
  soap: { name: soapName(displayName), readOnly },
}));

const usable = [...FIELD_BY_NAME].map(([name, field]) => ({ ...field, name }));

const describe2 = [
  {
    name: 'API Lead',
    searchableFields: usable.filter(({ searchable }) => searchable).map(({ name }) => [name]),
    fields: usable.map(({ name, displayName, dataType, length, readOnly, crmManaged }) => ({
      name,
      displayName,
      dataType,
      ...(length === undefined ? {} : { length }),
      updateable: !readOnly,
      crmManaged,
    })),
  },
];

const schema = usable.map(({ name, displayName, dataType, length, custom }) => ({
  displayName,
  name,
  description: '',
  dataType,
  ...(length === undefined ? {} : { length }),
  isHidden: false,
  isHtmlEncodingInEmail: true,
  isSensitive: false,
  isCustom: custom,
  isApiCreated: false,
}));

function schemaFields({ instance, params }: Call): Answer {
  const given = params.get('nextPageToken');
  const from = given === undefined ? 0 : readToken(instance, given, ['fields'], 0).position;
  const position = from + batchSize(instance, params.get('batchSize'));
  const result = schema.slice(from, position);
  if (position >= schema.length) return { result };
  const token = writeToken(instance, { kind: 'fields', since: 0, position, date: 0, hop: 0, query: 0 });
  return { result, moreResult: true, nextPageToken: token };
}

/** What fields there are. */
export const metadataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/rest/v1/leads/describe.json',
    class: 'metadata',
    permissions: READ_LEAD,
    handle: () => ({ result: describe }),
  },
  {
    method: 'GET',
    path: '/rest/v1/leads/describe2.json',
    class: 'metadata',
    permissions: READ_LEAD,
    handle: () => ({ result: describe2 }),
  },
  {
    method: 'GET',
    path: '/rest/v1/leads/schema/fields.json',
    class: 'metadata',
    permissions: SCHEMA,
    handle: schemaFields,
  },
];
