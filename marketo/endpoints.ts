export interface Endpoint {
  path: string;
  /** Our limit for the whole call. Above Marketo's own (comment), so that it is never us who gives up first. */
  deadlineMs: number;
}

/** Every address the client uses (marketo-rest 1.2, 3.1, 4.1, 4.2, 5.1, 5.2, 6.1, 7.1, 7.2). `{id}`: see `pathWith`. */
export const ENDPOINTS = {
  identity: { path: '/identity/oauth/token', deadlineMs: 30_000 }, // none stated
  describe: { path: '/rest/v1/leads/describe.json', deadlineMs: 45_000 }, // 30 s
  describe2: { path: '/rest/v1/leads/describe2.json', deadlineMs: 45_000 }, // 30 s
  activityTypes: { path: '/rest/v1/activities/types.json', deadlineMs: 45_000 }, // 30 s
  usage: { path: '/rest/v1/stats/usage.json', deadlineMs: 45_000 }, // none stated
  leads: { path: '/rest/v1/leads.json', deadlineMs: 75_000 }, // 60 s
  pagingToken: { path: '/rest/v1/activities/pagingtoken.json', deadlineMs: 310_000 }, // 300 s
  activities: { path: '/rest/v1/activities.json', deadlineMs: 45_000 }, // 30 s
  leadChanges: { path: '/rest/v1/activities/leadchanges.json', deadlineMs: 45_000 }, // 30 s
  deletedLeads: { path: '/rest/v1/activities/deletedleads.json', deadlineMs: 45_000 }, // 30 s
  customTypes: { path: '/rest/v1/activities/external/types.json', deadlineMs: 45_000 }, // 30 s
  customType: { path: '/rest/v1/activities/external/type/{id}/describe.json', deadlineMs: 45_000 }, // 30 s
  createCustomType: { path: '/rest/v1/activities/external/type.json', deadlineMs: 45_000 }, // 30 s
  addCustomAttributes: {
    path: '/rest/v1/activities/external/type/{id}/attributes/create.json',
    deadlineMs: 45_000, // 30 s
  },
  approveCustomType: { path: '/rest/v1/activities/external/type/{id}/approve.json', deadlineMs: 45_000 }, // 30 s
  addActivities: { path: '/rest/v1/activities/external.json', deadlineMs: 95_000 }, // 90 s
  bulkCreate: { path: '/bulk/v1/leads/export/create.json', deadlineMs: 75_000 }, // none stated for bulk
  bulkEnqueue: { path: '/bulk/v1/leads/export/{id}/enqueue.json', deadlineMs: 75_000 },
  bulkStatus: { path: '/bulk/v1/leads/export/{id}/status.json', deadlineMs: 75_000 },
  bulkCancel: { path: '/bulk/v1/leads/export/{id}/cancel.json', deadlineMs: 75_000 },
  bulkList: { path: '/bulk/v1/leads/export.json', deadlineMs: 75_000 },
  // One part of the file, 16 MB at most: enough at 60 kB/s.
  bulkFile: { path: '/bulk/v1/leads/export/{id}/file.json', deadlineMs: 300_000 },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** The address of something that has an id. */
export function pathWith(endpoint: EndpointName, id: string): string {
  return ENDPOINTS[endpoint].path.replace('{id}', encodeURIComponent(id));
}

/** Limits of one call (marketo-rest 3.1). */
export const MAX_FILTER_VALUES = 300;
export const MAX_ACTIVITY_TYPES = 10;
export const MAX_ACTIVITY_LEADS = 30;
export const MAX_ADDED = 300;
/** Marketo takes 1 MB (marketo-rest 14.12); which of the two megabytes is not said. */
export const MAX_BODY_BYTES = 1_000_000;
/** Path and query together; above it Marketo answers HTTP 414 (at 8 KB). */
export const MAX_URL_BYTES = 7_500;
