import { createHash } from 'node:crypto';
import { ATTRIBUTES, EVENT_ID, KIND, SELLER } from '../activity-types/attributes.ts';
import { eventIdIn } from '../activity-types/payload.ts';
import { ACTIVITY_KINDS, kindName } from '../activity-types/types.ts';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../sales-activity/kinds.ts';
import { detail, type PanelDetails, type StoredEntry, salesTitle, titleOf } from './entry.ts';
import { MARKETO_TYPES, type PanelKind } from './kinds.ts';

/** An activity as Marketo's client reads it. */
export interface ReadActivity {
  /** Null where an instance leaves it out. */
  guid: string | null;
  leadId: number;
  typeId: number;
  at: Date;
  primary: string | null;
  attributes: readonly { apiName: string | null; name: string; value: unknown }[];
}

/** What a type's records are shown as; `byKindAttribute`: the compact type, whose records say it themselves. */
export type TypeMeaning = PanelKind | 'byKindAttribute';

const BOT = 'Is Bot Activity';
/** By the names under which they are shown. */
const SHOWN = new Map<PanelKind, ReadonlySet<string>>(
  MARKETO_TYPES.map(({ kind, attributes }) => [kind, new Set(attributes)]),
);
/** Of the vendor's own sales types: as an email's of Marketo (marketo-rest 8), beside those of product.md 3.3. */
const NATIVE = new Set(['Device', 'Platform', 'Category', 'Subcategory', 'Details', 'Link', 'User Agent']);
const SALES_NAMES = new Map<string, string>(
  Object.values(ATTRIBUTES).flatMap(({ apiName, name }) => [
    [apiName, apiName],
    [name.toLowerCase(), apiName],
  ]),
);
const KIND_BY_NAME = new Map(ACTIVITY_KINDS.map((kind) => [kindName(kind).toLowerCase(), kind]));
const SALES: ReadonlySet<string> = new Set(SALES_ACTIVITY_KINDS);

/** A record of Marketo as a panel shows it; null for one that says nothing it could be shown as. */
export function entryFromMarketo(record: ReadActivity, meaning: TypeMeaning): StoredEntry | null {
  const kind = meaning === 'byKindAttribute' ? kindIn(record) : meaning;
  if (kind === null) return null;
  const { at } = record;
  const shown = isSales(kind) ? salesContent(record, kind, meaning) : marketingContent(record, kind);
  const eventId = eventIdIn(record.attributes);
  const entry: StoredEntry = { id: record.guid ?? substitute(record), at, kind, ...shown };
  if (isBot(record)) entry.isBot = true;
  if (eventId !== null) entry.eventId = eventId;
  return entry;
}

const isSales = (kind: PanelKind): kind is SalesActivityKind => SALES.has(kind);

function kindIn({ primary }: ReadActivity): SalesActivityKind | null {
  return KIND_BY_NAME.get(primary?.toLowerCase() ?? '') ?? null;
}

function salesContent({ primary, attributes }: ReadActivity, kind: SalesActivityKind, meaning: TypeMeaning) {
  const details: PanelDetails = {};
  for (const { apiName, name, value } of attributes) {
    if (apiName === EVENT_ID.apiName || name === EVENT_ID.name || apiName === KIND.apiName) continue;
    const ours = SALES_NAMES.get(apiName ?? '') ?? SALES_NAMES.get(name.toLowerCase());
    const shownAs = ours ?? camelCase(name);
    const kept = detail(shownAs, value);
    const isShown = ours !== undefined || apiName === SELLER.apiName || NATIVE.has(name);
    if (kept !== null && isShown) details[shownAs] = kept;
  }
  const title = meaning === 'byKindAttribute' ? salesTitle(kind, details) : titleOf(primary);
  return { title, details };
}

function marketingContent({ primary, attributes }: ReadActivity, kind: PanelKind) {
  const details: PanelDetails = {};
  for (const { name, value } of attributes) {
    const shownAs = camelCase(name);
    const kept = SHOWN.get(kind)?.has(name) === true ? detail(shownAs, value) : null;
    if (kept !== null) details[shownAs] = kept;
  }
  const said = titleOf(primary);
  if (kind !== 'interestingMoment') return { title: said, details };
  // Its primary value is only whether it was an email, a milestone or the web.
  if (said !== null) details.type ??= said;
  return { title: typeof details.description === 'string' ? titleOf(details.description) : said, details };
}

/** Text or a real boolean, by instance. */
function isBot({ attributes }: ReadActivity): boolean {
  const found = attributes.find(({ name }) => name === BOT)?.value;
  return found === true || (typeof found === 'string' && found.toLowerCase() === 'true');
}

function camelCase(name: string): string {
  const [first = '', ...rest] = name.toLowerCase().split(/[^a-z0-9]+/);
  return [first, ...rest.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)].join('');
}

/** Equal records are one event where Marketo gives them no id. */
function substitute({ leadId, typeId, at, primary, attributes }: ReadActivity): string {
  const content = JSON.stringify([leadId, typeId, at.getTime(), primary, attributes]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
