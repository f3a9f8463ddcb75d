/** What made an address opted out (product.md 6.1, 6.3). */
export const UNSUBSCRIBE_SOURCES = ['manual', 'link', 'salesforce', 'bounce'] as const;
export type UnsubscribeSource = (typeof UNSUBSCRIBE_SOURCES)[number];

/** One change of an address, as its history keeps it. */
export interface ConsentChange {
  at: Date;
  what: 'unsubscribed' | 'resubscribed';
  /** An `UnsubscribeSource`; of a resubscribe, the admin's name. */
  source: string;
  /** Who did it here; null: nobody here, it came from outside. */
  by: string | null;
  reason: string | null;
}

/** Whether an address may be written to, since when and why. */
export interface Consent {
  optedOut: boolean;
  since: Date;
  source: string;
  reason: string | null;
  /** The first change and the newest of the others, oldest first: at most `HISTORY_KEPT`. */
  history: ConsentChange[];
  /** How often it changed; with each change one more. */
  revision: number;
}

export interface OptOut {
  at: Date;
  source: UnsubscribeSource;
  by: string | null;
  reason: string | null;
  /**
   * When that happened which opts out, where it may be told late or twice: a bounce. Nothing changes where an admin has
   * resubscribed the address since.
   */
  happenedAt?: Date;
}

export interface Resubscribe {
  at: Date;
  /** The admin's name. */
  by: string;
  reason: string;
}

/** Far more changes than an address has; they bound the document. */
export const HISTORY_KEPT = 50;

/**
 * The ratchet: whoever says so opts out, and nothing but `resubscribe` takes it back. @returns null: nothing changes,
 * because it is opted out already or what happened is older than its resubscribe
 */
export function optOut(before: Consent | null, { at, source, by, reason, happenedAt }: OptOut): Consent | null {
  if (before?.optedOut === true) return null;
  if (before !== null && happenedAt !== undefined && happenedAt <= before.since) return null;
  return changed(before, { at, what: 'unsubscribed', source, by, reason });
}

/** @returns null: it is not opted out */
export function resubscribe(before: Consent | null, { at, by, reason }: Resubscribe): Consent | null {
  if (before === null || !before.optedOut) return null;
  return changed(before, { at, what: 'resubscribed', source: by, by, reason });
}

function changed(before: Consent | null, change: ConsentChange): Consent {
  const { at, what, source, reason } = change;
  return {
    optedOut: what === 'unsubscribed',
    since: at,
    source,
    reason,
    history: bounded([...(before?.history ?? []), change]),
    revision: (before?.revision ?? 0) + 1,
  };
}

/** The first says where it began; of the others the newest stay. */
function bounded(history: ConsentChange[]): ConsentChange[] {
  const [first] = history;
  if (first === undefined || history.length <= HISTORY_KEPT) return history;
  return [first, ...history.slice(1 - HISTORY_KEPT)];
}
