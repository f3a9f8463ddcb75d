import type { ErrorKey } from '../../model/errors/registry.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PanelGroup, PanelKind } from '../../model/panel/kinds.ts';
import type { PanelWeek } from '../../model/panel/merge.ts';

/** Whose activities are shown. Salesforce ids have 15 or 18 characters. */
export type PanelTarget =
  | { person: number }
  /** At most 800 Marketo IDs; those that are not visible are left out, and said. */
  | { people: readonly number[] }
  | { account: string }
  | { opportunity: string };

/** What of it is shown. */
export interface PanelOptions {
  /** Of a contact: everyone of the account, too. */
  layer?: 'account' | undefined;
  /** All where left out. */
  kinds?: readonly PanelKind[] | undefined;
  /** The newest calendar weeks, the current one among them; 1 to 14. Never more than 90 days. */
  weeks?: number | undefined;
  /** IANA name of the viewer's time zone, in which weeks begin; UTC where left out. */
  timeZone?: string | undefined;
  /** Ends the waiting; what Marketo was asked goes on and is kept. */
  signal?: AbortSignal | undefined;
}

/** Whose activities are shown. */
export interface PanelPerson {
  id: MarketoId;
  firstName: string | null;
  lastName: string | null;
  title: string | null;
  company: string | null;
}

/** A part that is not shown, or is older than it should be. */
export interface PanelGap {
  /**
   * marketing, sales, logged  what is read from Marketo together (docs/panel.md)      people  who was asked for
   * accountLayer  the others of the account      opportunityRoles  who has a role in the opportunity
   */
  what: PanelGroup | 'people' | 'accountLayer' | 'opportunityRoles';
  why: ErrorKey;
  /** How many people it concerns. */
  peopleCount: number;
  /** How many of them have nothing to be shown instead. */
  neverRead: number;
  /** How old what is shown instead is at most; null: there is nothing. */
  oldestAgeMs: number | null;
}

/** What people did in the last 90 days. */
export interface Panel {
  people: PanelPerson[];
  /** Newest first; those without activities are left out. */
  weeks: PanelWeek[];
  rowsShown: number;
  /** How many of the same time are not shown, because of `panel.maxRows`. */
  more: number;
  /** `marketo`: the oldest answer that is shown; null: none. */
  asOf: { actions: Date; marketo: Date | null };
  missing: PanelGap[];
}
