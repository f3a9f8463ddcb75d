import type { Ticket } from './ids.ts';

/** A stretch of `createdAt`; both ends belong to it, in whole seconds (marketo-rest 6.2). */
export interface ExportWindow {
  startAt: Date;
  endAt: Date;
  /** People expected in it, by the density measured. */
  expected: number;
}

/**
 * planned   not made yet, or to be made again
 * made      known by its id, perhaps not queued yet
 * queued    Marketo works on it
 * written   its people are stored
 */
export type ExportState = 'planned' | 'made' | 'queued' | 'written';

/** One export of a scan. Moved by compare-and-set on `seq`. */
export interface Export {
  scanId: string;
  /** Its place in the plan: of the windows, or 0 for the one job of a smart list. */
  index: number;
  state: ExportState;
  seq: number;
  exportId: string | null;
  /** Taken before it was queued: every row of its file is at least as new. */
  ticket: Ticket | null;
  queuedAt: Date | null;
  /** How often it was made, the failed ones included. */
  tries: number;
  /** Of the file, once known: counted against the day's volume on `day` (US Central). */
  bytes: number;
  day: string | null;
  read: number;
  qualified: number;
}
