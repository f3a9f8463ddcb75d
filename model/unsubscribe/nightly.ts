import type { OptOutObject } from './field.ts';

/** What of one object is compared. */
export interface NightlyPart {
  object: OptOutObject;
  /** Changed since then; null: every record that is opted out. */
  since: Date | null;
  /** Up to then, by Salesforce's clock. */
  until: Date;
}

/** What a comparison of opt-outs has done. */
export interface NightlyCounts {
  /** Records read. */
  read: number;
  /** Addresses opted out here, because Salesforce says so. */
  added: number;
  /** Addresses that Salesforce is told of (again). */
  queued: number;
}

/** A comparison under way; a killed one goes on from here. */
export interface NightlyRun extends NightlyCounts {
  id: string;
  /** Everything, both ways; else what changed since the last one. */
  full: boolean;
  field: string;
  startedAt: Date;
  parts: NightlyPart[];
  /** The part that is read, and the last record of it that is done. */
  part: number;
  after: { stamp: string; id: string } | null;
  /** Objects whose field is hidden. */
  hidden: OptOutObject[];
}

/** How the last comparison of opt-outs ended. */
export interface NightlyResult extends NightlyCounts {
  full: boolean;
  field: string;
  startedAt: Date;
  finishedAt: Date;
  /** Unusually many were opted out in Salesforce. */
  many: boolean;
  hidden: OptOutObject[];
}

export interface NightlyState {
  /** Of the watermarks; another field makes them worthless. */
  field: string | null;
  /** Up to when each object has been compared, by Salesforce's clock. */
  watermarks: Partial<Record<OptOutObject, Date>>;
  run: NightlyRun | null;
  last: NightlyResult | null;
}

export const NO_NIGHTLY: NightlyState = { field: null, watermarks: {}, run: null, last: null };
