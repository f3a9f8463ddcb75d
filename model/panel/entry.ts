import { ATTRIBUTES } from '../activity-types/attributes.ts';
import { EIGHT_TYPES, SELLER_ATTRIBUTES } from '../activity-types/types.ts';
import { cutText } from '../cut-text.ts';
import type { SalesActivity } from '../sales-activity/line.ts';
import type { PanelGroup, PanelKind } from './kinds.ts';
import { ROW_ENTRIES } from './limits.ts';

/** What an entry says beside its title, by the attribute's name. */
export type PanelDetails = Record<string, string | number | boolean>;

/** One event as it is kept in a person's row. */
export interface StoredEntry {
  /** Of an own one the sales activity's id, else Marketo's GUID. */
  id: string;
  at: Date;
  kind: PanelKind;
  /** Subject, page, mailing …; null where there is none. */
  title: string | null;
  details: PanelDetails;
  isBot?: true;
  /** `<instance>/<id>`, of one that was logged as a custom activity. */
  eventId?: string;
}

/** What Marketo said of one person. `askedAt` comes first: `$max` keeps what was asked for last. */
export interface PanelPart {
  /** By our clock; everything that Marketo had by then is in it. */
  askedAt: Date;
  /** When everything was read last, not only what was new. */
  wholeAt: Date;
  /** Which types were asked for, ascending. */
  types: number[];
  /** Oldest first. */
  entries: StoredEntry[];
}

/** A person's row (collection `panels`). */
export interface PanelRow {
  own: StoredEntry[];
  parts: Partial<Record<PanelGroup, PanelPart>>;
}

/** Members of a line that a panel has nothing to say with, or says elsewhere. */
const NOT_DETAILS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'personId',
  'occurredAt',
  'emailText',
  'localPresenceId',
]);
/** What is worth more than a line; a row of a thousand entries has to fit into MongoDB's 16 MB. */
const LONG: ReadonlySet<string> = new Set(['callNotes', 'details', 'description', 'formFields']);
const LONG_CHARACTERS = 1_000;
const CHARACTERS = 255;

/** One of our own sales activities as a panel shows it. */
export function ownEntry(activity: SalesActivity): StoredEntry {
  const details: PanelDetails = {};
  for (const [name, value] of Object.entries(activity)) {
    const kept = NOT_DETAILS.has(name) ? null : detail(name, value);
    if (kept !== null) details[name] = kept;
  }
  const { id, type: kind, occurredAt: at } = activity;
  return { id, at, kind, title: salesTitle(kind, details), details };
}

/** The primary attribute of the kind (design section 5); of a reply, which has but a mailbox, the subject. */
export function salesTitle(kind: SalesActivity['type'], details: PanelDetails): string | null {
  const { apiName } = EIGHT_TYPES[kind].primary;
  const { emailSubject } = ATTRIBUTES;
  const preferred = kind === 'emailReplied' ? details[emailSubject.apiName] : undefined;
  const fallback = SELLER_ATTRIBUTES.includes(apiName) ? details.seller : undefined;
  const title = preferred ?? details[apiName] ?? fallback;
  return title === undefined ? null : String(title);
}

/** A detail's value as it is kept; null for none. */
export function detail(name: string, value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value === '') return null;
  return cutText(value, LONG.has(name) ? LONG_CHARACTERS : CHARACTERS);
}

/** The same of a title. */
export function titleOf(text: string | null): string | null {
  return text === null || text === '' ? null : cutText(text, CHARACTERS);
}

/** Each once by its id, those since a moment, the newest 1,000, oldest first. What comes first in the list wins. */
export function keptEntries(entries: readonly StoredEntry[], since: Date): StoredEntry[] {
  const byId = new Map<string, StoredEntry>();
  for (const entry of entries) {
    if (entry.at >= since && !byId.has(entry.id)) byId.set(entry.id, entry);
  }
  return [...byId.values()].sort((one, other) => one.at.getTime() - other.at.getTime()).slice(-ROW_ENTRIES);
}
