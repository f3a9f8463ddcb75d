/** Settings of the people sync (design section 4); stored in MongoDB, read at each turn. */
export interface PeopleSettings {
  /** `people.sync`: off stops both flows without forgetting their place. */
  sync: boolean;
  /** `people.interval`: pause between two turns of the changes flow. */
  intervalMs: number;
  /** Pause between two looks at the deleted-leads feed (design section 5: ten minutes); faster only locally. */
  deletionsIntervalMs: number;
  /** `people.cap`: no new people above this many visible ones. */
  cap: number;
}

export const DEFAULT_PEOPLE_SETTINGS: PeopleSettings = {
  sync: true,
  intervalMs: 30_000,
  deletionsIntervalMs: 600_000,
  cap: 1_500_000,
};

/** While the initial sync reads, the feeds are polled this often: everything they tell is read anyway. */
export const INTERVAL_DURING_INITIAL_MS = 3_600_000;
