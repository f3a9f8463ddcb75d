import { z } from 'zod';
import { type CustomAttribute, primaryOf, secondariesOf, type TypeVersion } from '../custom/type.ts';
import { type Given, readDate, readValue } from '../custom/values.ts';
import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import type { RowAttribute } from '../instance/rows.ts';
import type { Draft, InstanceState } from '../instance/state.ts';

const MAX_RECORDS = 300;
const MAX_ATTRIBUTE_BYTES = 65_536;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).optional();
const attributeSchema = z.looseObject({
  apiName: z.string().optional(),
  name: z.string().optional(),
  value: scalar,
});
type GivenAttribute = z.infer<typeof attributeSchema>;
const recordSchema = z.looseObject({
  leadId: scalar,
  activityDate: scalar,
  activityTypeId: scalar,
  primaryAttributeValue: scalar,
  attributes: z.array(attributeSchema).nullish(),
});
type GivenRecord = z.infer<typeof recordSchema>;
const bodySchema = z.looseObject({ input: z.array(recordSchema).min(1) });

/** Why one record is not added. */
class Skip extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const invalid = (field: string, value: Given): Skip =>
  new Skip('1003', `Invalid value for field '${field}' and value '${String(value)}'`);

/** One of the required members (7.2); `attributes` may be an empty list, but not be left out. */
function mustHave(record: GivenRecord, state: InstanceState): void {
  const missing = (['leadId', 'activityDate', 'activityTypeId', 'attributes'] as const).find(
    (name) => (record[name] ?? '') === '',
  );
  if (missing !== undefined) throw new Skip('1002', `${missing} cannot be blank`);
  if ((record.primaryAttributeValue ?? '') !== '') return;
  const refusal = ['1002', 'primaryAttributeValue cannot be blank'] as const;
  if (state.switches.missingPrimary === 'refuse') throw new ApiError(...refusal);
  throw new Skip(...refusal);
}

function liveVersion(state: InstanceState, id: Given): TypeVersion {
  const type = state.customTypes.get(Number(id));
  if (type === undefined || type.deleted === true) throw new Skip('1013', `Activity type '${String(id)}' not found`);
  if (type.live !== undefined) return type.live;
  const { draftTypeCode, draftTypeRecords } = state.switches;
  const refusal = [draftTypeCode, `Activity type '${type.apiName}' is not approved`] as const;
  if (draftTypeRecords === 'refuse') throw new ApiError(...refusal);
  throw new Skip(...refusal);
}

/** Attributes are named by API name or by display name (7.2). */
function attributeOf(state: InstanceState, version: TypeVersion, { apiName, name }: GivenAttribute): CustomAttribute {
  const found = secondariesOf(version).find((one) =>
    apiName === undefined ? one.name === name : one.apiName === apiName,
  );
  if (found !== undefined) return found;
  throw new Skip(state.switches.unknownAttributeCode, `Attribute '${apiName ?? name ?? ''}' not found`);
}

function attributesOf(state: InstanceState, version: TypeVersion, given: readonly GivenAttribute[]): RowAttribute[] {
  const bytes = given.reduce((sum, { value }) => sum + Buffer.byteLength(String(value ?? '')), 0);
  if (bytes > MAX_ATTRIBUTE_BYTES) throw new Skip('1049', `Attributes exceed ${MAX_ATTRIBUTE_BYTES} bytes`);
  return given.map((one) => {
    const { apiName, name, dataType } = attributeOf(state, version, one);
    const value = readValue(one.value, dataType, state.switches.longValues);
    if (value === undefined) throw invalid(name, one.value);
    return [name, value, apiName];
  });
}

function draftOf(state: InstanceState, record: GivenRecord): Draft {
  mustHave(record, state);
  const version = liveVersion(state, record.activityTypeId);
  const leadId = Number(record.leadId);
  // A merged person's id is gone like a deleted one's.
  if (!state.book.has(leadId)) throw new Skip('1004', 'Lead not found');
  const at = readDate(record.activityDate);
  if (at === undefined) throw invalid('activityDate', record.activityDate);
  const primary = primaryOf(version);
  const value = readValue(record.primaryAttributeValue, primary?.dataType ?? 'string', state.switches.longValues);
  if (value === undefined) throw invalid(primary?.name ?? '', record.primaryAttributeValue);
  return {
    leadId,
    type: Number(record.activityTypeId),
    at: Math.floor(at / 1000) * 1000,
    primary: String(value),
    attributes: attributesOf(state, version, record.attributes ?? []),
    delayMs: state.switches.customActivityDelayMs,
  };
}

function checked(state: InstanceState, record: GivenRecord): Draft | Skip {
  try {
    return draftOf(state, record);
  } catch (error) {
    if (error instanceof Skip) return error;
    throw error;
  }
}

/** Adds records, each by itself: write-once, and twice if sent twice (7.5). Their errors are called `errors` (7.3). */
function addActivities({ instance: { state }, body, faults }: Call): Answer {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw new ApiError('1003', 'Activities not specified');
  const { input } = parsed.data;
  if (input.length > MAX_RECORDS)
    throw new ApiError(state.switches.capCode, `Too many activities, maximum is ${MAX_RECORDS}`);
  const all = input.map((record) => checked(state, record));
  const drafts = all.flatMap((one) => (one instanceof Skip ? [] : [one]));
  const rows = drafts.length === 0 ? [] : state.commit({ drafts });
  const added = rows.values();
  return {
    result: all.map((one) => {
      if (one instanceof Skip) return { status: 'skipped', errors: [{ code: one.code, message: one.message }] };
      const id = added.next().value?.id;
      return { ...(faults.dropId === true ? {} : { id }), marketoGUID: String(id), status: 'added' };
    }),
  };
}

/** Writing activities. */
export const customActivityRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/rest/v1/activities/external.json',
    class: 'activityWrites',
    permissions: ['Read-Write Activity'],
    handle: addActivities,
  },
];
