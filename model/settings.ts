/** Settings of the people sync (design section 4); stored in MongoDB, read at each turn. */
export interface PeopleSettings {
  /** `people.sync`: off stops both flows without forgetting their place. */
  sync: boolean;
  /** `people.interval`: pause between two turns of the changes flow. */
  intervalMs: number;
  /** Pause between two looks at the deleted-leads feed (design section 5: ten minutes); faster only locally. */
  deletionsIntervalMs: number;
  /** Pause between two looks at an export (marketo-rest 6.3: its status changes once a minute); faster only locally. */
  exportPollMs: number;
  /** Smart list that holds everybody, for a bulk extract in one job; null: windows of time. */
  smartList: string | null;
  /** `people.cap`: no new people above this many visible ones. */
  cap: number;
}

export const DEFAULT_PEOPLE_SETTINGS: PeopleSettings = {
  sync: true,
  intervalMs: 30_000,
  deletionsIntervalMs: 600_000,
  exportPollMs: 60_000,
  smartList: 'All People',
  cap: 1_500_000,
};

/** While the initial sync reads, the feeds are polled this often: everything they tell is read anyway. */
export const INTERVAL_DURING_INITIAL_MS = 3_600_000;
