import { cutText, cutUrl } from '../cut-text.ts';
import { AppError } from '../errors/app-error.ts';
import type { MarketoId } from '../ids.ts';
import {
  type AttributeDataType,
  type AttributeDefinition,
  type AttributeName,
  EVENT_ID,
  KIND,
  SELLER,
} from './attributes.ts';
import {
  type ActivityKind,
  type ActivityLayout,
  type ActivityTypeDefinition,
  COMPACT_TYPE,
  EIGHT_TYPES,
  kindName,
  SELLER_ATTRIBUTES,
} from './types.ts';

/** A sales activity as far as Marketo is told of it (design section 4). */
export type LoggedActivity = Readonly<Partial<Record<AttributeName, string | number | undefined>>> & {
  readonly id: string;
  readonly type: ActivityKind;
  readonly personId: MarketoId;
  readonly occurredAt: Date;
  /** Address; stands in for Sent By, Received By and Sales Call Made By. */
  readonly seller: string;
};

/** How activities are logged: what was stored when the types were set up, and whose they are. */
export interface LoggingTarget {
  layout: ActivityLayout;
  /** Marketo's id of each type, by its API name. */
  ids: Readonly<Record<string, number>>;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
}

/** A custom activity as it is sent to Marketo. */
export interface MarketoActivity {
  leadId: MarketoId;
  typeId: number;
  at: Date;
  primary: string;
  /** By API name; without those that have no value. */
  attributes: Record<string, string | number>;
}

/** What Marketo's fields of these types hold at most; text is counted in UTF-16 units, to be on the safe side. */
const MAX_TEXT = 255;
/** `Source` of what the sales app does (product.md 3.3). */
const SOURCE = 'Sales App';
/** Marketo takes no blank primary attribute. */
const BLANK = '(none)';

/** @throws AppError `marketo.types.missing` where the type has no id */
export function marketoActivity(activity: LoggedActivity, target: LoggingTarget): MarketoActivity {
  const type = target.layout === 'eight' ? EIGHT_TYPES[activity.type] : COMPACT_TYPE;
  const typeId = target.ids[type.apiName];
  if (typeId === undefined) throw new AppError('marketo.types.missing', { details: { type: type.apiName } });
  const values = valuesOf(activity, eventId(activity.id, target.instance));
  const attributes: Record<string, string | number> = {};
  for (const attribute of type.attributes) {
    const value = fitted(attribute.dataType, values.get(attribute.apiName));
    if (value !== null) attributes[attribute.apiName] = value;
  }
  return { leadId: activity.personId, typeId, at: activity.occurredAt, primary: primaryOf(type, values), attributes };
}

/** What an activity is found again by; at most 97 characters, so it is never cut. */
export function eventId(id: string, instance: string): string {
  return `${instance}/${id}`;
}

/** The event id of an activity read back; some instances tell attributes by their names alone (marketo-rest 7.4). */
export function eventIdIn(
  attributes: readonly { apiName: string | null; name: string; value: unknown }[],
): string | null {
  const found = attributes.find(({ apiName, name }) =>
    apiName === null ? name === EVENT_ID.name : apiName === EVENT_ID.apiName,
  );
  return typeof found?.value === 'string' ? found.value : null;
}

type Values = ReadonlyMap<string, string | number | undefined>;

/** Values of the attributes that the activity's kind has, and of the three that we add, by API name. */
function valuesOf(activity: LoggedActivity, id: string): Values {
  const { primary, attributes } = EIGHT_TYPES[activity.type];
  const given: Readonly<Record<string, unknown>> = activity;
  const values = new Map<string, string | number | undefined>();
  for (const { apiName } of [primary, ...attributes]) {
    const value = given[apiName] ?? defaultOf(apiName, activity.seller);
    if (typeof value === 'string' || typeof value === 'number') values.set(apiName, value);
    if (SELLER_ATTRIBUTES.includes(apiName)) values.set(SELLER.apiName, values.get(apiName));
  }
  return values.set(KIND.apiName, kindName(activity.type)).set(EVENT_ID.apiName, id);
}

function defaultOf(apiName: AttributeDefinition['apiName'], seller: string): string | undefined {
  if (SELLER_ATTRIBUTES.includes(apiName)) return seller;
  return apiName === 'source' ? SOURCE : undefined;
}

function primaryOf({ primary }: ActivityTypeDefinition, values: Values): string {
  const value = String(fitted(primary.dataType, values.get(primary.apiName)) ?? '');
  return value.trim() === '' ? BLANK : value;
}

/** A value as Marketo's field of this type takes it; null for none. */
function fitted(dataType: AttributeDataType, value: string | number | undefined): string | number | null {
  if (value === undefined) return null;
  if (dataType === 'integer') return typeof value === 'number' ? Math.round(value) : null;
  const text = String(value).replaceAll('\0', '');
  if (text === '') return null;
  return dataType === 'link' ? cutUrl(text, MAX_TEXT) : cutText(text, MAX_TEXT);
}
