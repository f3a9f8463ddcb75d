import type { Envelope, Rig, Row } from './harness.ts';

export const TYPES = 'activities/external/types.json';
export const pathOf = (apiName: string, step = '') => `activities/external/type/${apiName}${step}.json`;
/** A type as a caller defines it. */
export const typeBody = (apiName: string, more: object = {}) => ({
  apiName,
  name: `Acme ${apiName}`,
  triggerName: `Does Acme ${apiName}`,
  filterName: `Did Acme ${apiName}`,
  primaryAttribute: { apiName: 'subject', name: 'Subject', dataType: 'string' },
  ...more,
});

const SECONDARY = [
  { apiName: 'eventId', name: 'Event Id', dataType: 'string' },
  { apiName: 'seconds', name: 'Seconds', dataType: 'integer' },
  { apiName: 'page', name: 'Page', dataType: 'link' },
  { apiName: 'mail', name: 'Mail', dataType: 'email' },
  ...['note', 'more', 'rest'].map((apiName) => ({ apiName, name: `Long ${apiName}`, dataType: 'text' })),
];

export async function succeeded(reply: Promise<Envelope>): Promise<Record<string, unknown>> {
  const { success, result, errors } = await reply;
  if (!success) throw new Error(JSON.stringify(errors));
  return result?.[0] ?? {};
}

/** An approved type with attributes of several kinds; returns its id. */
export async function approvedType(r: Rig, apiName = 'acmeCall'): Promise<number> {
  await succeeded(r.post('activities/external/type.json', typeBody(apiName)));
  await succeeded(r.post(pathOf(apiName, '/attributes/create'), { attributes: SECONDARY }));
  return Number((await succeeded(r.post(pathOf(apiName, '/approve')))).id);
}

interface Given {
  leadId: number;
  activityTypeId: number;
  [member: string]: unknown;
}

/** One record to be added, dated as the rig's clock stands. */
export const record = (r: Rig, { attributes = {}, ...given }: Given & { attributes?: Record<string, unknown> }) => ({
  activityDate: new Date(r.now).toISOString(),
  primaryAttributeValue: 'Hello',
  attributes: Object.entries(attributes).map(([apiName, value]) => ({ apiName, value })),
  ...given,
});

export const add = (r: Rig, input: readonly object[]) => r.post('activities/external.json', { input });

/** What a call did to each record: its status, or the code of its first error. */
export const outcomes = ({ result = [] }: Envelope): unknown[] =>
  result.map(({ status, errors }) => (status === 'skipped' ? (errors as { code: string }[])[0]?.code : status));

/** Records of some types, read from an hour before now. */
export async function readBack(r: Rig, activityTypeIds: readonly number[], leadIds: readonly number[] = []) {
  const query = { activityTypeIds, ...(leadIds.length === 0 ? {} : { leadIds }) };
  return (await r.drain('', await r.since(r.now - 3_600_000), query)).rows as (Row & {
    attributes: { name: string; apiName?: string; value: unknown }[];
  })[];
}
