/** One metric as it is scraped: its name says the unit (Prometheus' naming), its help what it means. */
interface Definition {
  help: string;
  labels: readonly string[];
}

/** What this process counts itself since it was started. */
export const COUNTERS = {
  actions_sync_activity_attempts_total: {
    help: 'Attempts of activity functions in this worker that ended; error and class are empty where it worked.',
    labels: ['activity', 'outcome', 'error', 'class'],
  },
  actions_sync_marketo_calls_total: {
    help: 'Calls to Marketo that this worker made, by who made them and how Marketo took them.',
    labels: ['priority', 'outcome'],
  },
  actions_sync_feed_records_total: { help: 'Records of the change feeds that this worker read.', labels: ['feed'] },
  actions_sync_people_read_total: {
    help: 'People that this worker was given by Marketo, by who asked; of an export, rows.',
    labels: ['priority'],
  },
  actions_sync_people_written_total: {
    help: 'People that this worker wrote, by the state they got and by what they were read for.',
    labels: ['state', 'evidence'],
  },
  actions_sync_sales_activity_branches_total: {
    help: 'Branches of sales activities that this worker moved, by vendor and the state they got; error and class where one is the reason.',
    labels: ['vendor', 'state', 'error', 'class'],
  },
  actions_sync_store_reads_failed_total: {
    help: 'Scrapes for which MongoDB could not be read.',
    labels: [],
  },
} as const satisfies Record<string, Definition>;

/** What this process knows itself, whatever MongoDB says. */
export const PROCESS_GAUGES = {
  actions_sync_build_info: { help: 'Always 1; the labels say what runs.', labels: ['version', 'node'] },
  actions_sync_worker_ready: {
    help: '1 while this worker polls, and Temporal and MongoDB answer.',
    labels: [],
  },
  actions_sync_salesforce_calls_last_day: {
    help: 'Calls of everybody to the Salesforce org in the last 24 h, as its last answer to this worker said; left out before.',
    labels: [],
  },
  actions_sync_salesforce_calls_last_day_limit: { help: 'How many the org allows.', labels: [] },
} as const satisfies Record<string, Definition>;

/** What MongoDB says, the same in every worker; read again when it is older than some seconds. */
export const GAUGES = {
  actions_sync_store_up: { help: '1 where MongoDB answered; 0: what it says is left out.', labels: [] },
  actions_sync_store_looked_timestamp_seconds: {
    help: 'When MongoDB was read for all that follows, in seconds since 1970.',
    labels: [],
  },
  actions_sync_temporal_up: { help: '1 where Temporal answered when it was asked for the flows.', labels: [] },
  actions_sync_flow_on: { help: '1 for a flow that is switched on and not paused by a person.', labels: ['flow'] },
  actions_sync_flow_gone: {
    help: '1 for a flow that is on and has no workflow in Temporal; left out where nobody knows.',
    labels: ['flow'],
  },
  actions_sync_flow_last_success_timestamp_seconds: {
    help: 'When the flow worked last, in seconds since 1970; left out where it never has.',
    labels: ['flow'],
  },
  actions_sync_flow_pause_seconds: { help: 'How long the flow may be silent by its own timetable.', labels: ['flow'] },
  actions_sync_flow_troubled: {
    help: '1 for each error that stops or slows a flow now, by its key and class in the registry.',
    labels: ['flow', 'error', 'class'],
  },
  actions_sync_flow_parked_until_timestamp_seconds: {
    help: 'When a flow that an error stops goes on by itself, where that is known.',
    labels: ['flow', 'error'],
  },
  actions_sync_feed_lag_seconds: {
    help: 'Since when everything of a change feed of Marketo is read; its margin of 60 s is part of it.',
    labels: ['feed'],
  },
  actions_sync_queue_rows: {
    help: 'What waits to go out or, if it failed, for a person, by state; of more than 10,000 no more are counted.',
    labels: ['queue', 'state'],
  },
  actions_sync_alert_firing: { help: '1 for each alert that fires now (docs/alerts.md).', labels: ['alert'] },
  actions_sync_lag_seconds: {
    help: 'Age of the oldest thing that waits: changes of people, rows of a vendor, tasks, unsubscribes; 0: nothing.',
    labels: ['what'],
  },
  actions_sync_failed_last_hour: {
    help: 'Records that failed for good within the last hour.',
    labels: ['what'],
  },
  actions_sync_failures: {
    help: 'How often each error has stopped a flow since it last worked.',
    labels: ['flow', 'error', 'class'],
  },
  actions_sync_people_visible: { help: 'People that sellers see: those with an owner.', labels: [] },
  actions_sync_people_held: { help: 'People whom the brake keeps from leaving until an admin approves.', labels: [] },
  actions_sync_people_initial_done_ratio: {
    help: 'How much of the initial sync is done, 0 to 1; left out before its start.',
    labels: [],
  },
  actions_sync_people_initial_read: { help: 'People that the initial sync has read.', labels: [] },
  actions_sync_people_last_turn_seconds: { help: 'How long the last look at the change feeds took.', labels: [] },
  actions_sync_people_last_turn_records: { help: 'Records that the last look at the change feeds found.', labels: [] },
  actions_sync_quota_calls_window: { help: 'Our calls to Marketo in its current 20 s.', labels: [] },
  actions_sync_quota_calls_window_limit: { help: 'Calls in 20 s that our share allows.', labels: [] },
  actions_sync_quota_calls_open: { help: 'Our calls to Marketo under way.', labels: [] },
  actions_sync_quota_calls_open_limit: { help: 'Calls at once that our share allows.', labels: [] },
  actions_sync_quota_calls_day: { help: 'Our calls to Marketo today, by who made them.', labels: ['priority'] },
  actions_sync_quota_calls_day_limit: { help: 'Calls a day that our share allows.', labels: [] },
  actions_sync_quota_calls_day_left: {
    help: 'Calls that each class may still make today; the classes share them.',
    labels: ['priority'],
  },
  actions_sync_quota_instance_calls_day: {
    help: 'Calls of everybody in the Marketo instance today, as it told last; left out where it has not.',
    labels: [],
  },
  actions_sync_quota_instance_calls_day_limit: { help: 'Calls a day of the Marketo instance.', labels: [] },
  actions_sync_quota_blocked: { help: '1 while every class waits: after a 606, or with the day used up.', labels: [] },
  actions_sync_quota_blocked_until_timestamp_seconds: { help: 'Until when; left out while none waits.', labels: [] },
  actions_sync_quota_resets_timestamp_seconds: { help: 'When the day of Marketo ends.', labels: [] },
  actions_sync_quota_bulk_jobs: { help: 'Our exports that Marketo works on or will.', labels: [] },
  actions_sync_quota_bulk_bytes_day: { help: 'Bytes of bulk files that we fetched today.', labels: [] },
  actions_sync_quota_bulk_bytes_day_limit: { help: 'Bytes of bulk files that the instance allows a day.', labels: [] },
  actions_sync_setting_on: { help: 'Settings that are on (1) or off (0).', labels: ['setting'] },
} as const satisfies Record<string, Definition>;

export type CounterName = keyof typeof COUNTERS;
export const ALL_GAUGES = { ...PROCESS_GAUGES, ...GAUGES } as const;
export type GaugeName = keyof typeof ALL_GAUGES;
