/** The change streams that the people sync follows (design section 5, "People, changes"). */
export const FEEDS = ['leadChanges', 'activities', 'deletedLeads'] as const;
export type Feed = (typeof FEEDS)[number];

/** Activity types that say who changed without a field change (marketo-rest 5.8). */
export const ACTIVITY_TYPES = {
  syncLeadToSfdc: 19,
  convertLead: 21,
  changeOwner: 23,
  deleteLeadFromSfdc: 29,
  sfdcMergeLeads: 31,
  mergeLeads: 32,
} as const;
export const WATCHED_ACTIVITY_TYPES: readonly number[] = Object.values(ACTIVITY_TYPES);
export const MERGE_TYPES: ReadonlySet<number> = new Set([ACTIVITY_TYPES.mergeLeads, ACTIVITY_TYPES.sfdcMergeLeads]);
export const NEW_LEAD_TYPE = 12;

/** A position in one feed. Moved by compare-and-set on `seq`, only after the data is committed. */
export interface Cursor {
  feed: Feed;
  token: string;
  /** A refused token is rebuilt from this moment. */
  watermark: Date;
  seq: number;
  movedAt: Date;
}

/** Watermark: when the last exhausted page was asked, less this (marketo-rest 5.5: late commits). */
export const WATERMARK_MARGIN_MS = 60_000;
/** The feeds start this long before the first read of the initial sync. */
export const INITIAL_OVERLAP_MS = 24 * 3_600_000;
/** Deletions are kept for about 14 days (marketo-rest 5.6): after that the feeds can't be continued. */
export const FEED_MEMORY_MS = 14 * 24 * 3_600_000;
/** An id that a feed called gone, but that came back, is asked for again this long. */
export const SUSPECT_FOR_MS = 24 * 3_600_000;
