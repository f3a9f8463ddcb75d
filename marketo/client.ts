import { AppError } from '../model/errors/app-error.ts';
import type { Clock, QuotaLedger } from '../model/ports.ts';
import { systemClock } from '../net/system-clock.ts';
import { originOf } from './base-url.ts';
import { BULK_SETTINGS, type BulkSettings, createBulkLeads } from './bulk/index.ts';
import { createCaller } from './caller.ts';
import { createCustomActivities } from './custom/index.ts';
import { ENDPOINTS, type EndpointName, MAX_ACTIVITY_TYPES, MAX_FILTER_VALUES } from './endpoints.ts';
import { readFeedPage, readPagingToken } from './feed.ts';
import { openHttp } from './http.ts';
import { askIdentity } from './identity.ts';
import { allOf, readLeads } from './leads.ts';
import { atLeastOne, atMost } from './limits.ts';
import { type CallLog, silentLog } from './log.ts';
import { readActivityTypes, readDescribe, readSearchableFields, readUsage } from './metadata.ts';
import { personActivities } from './person-activities.ts';
import { createRest } from './rest.ts';
import { TokenCache } from './token.ts';
import type { MarketoClient } from './types.ts';

export interface MarketoClientOptions {
  /** `https://NNN-AAA-NNN.mktorest.com`; a `/rest` at its end is taken off. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** Every REST call takes a lease of it; identity calls take none. */
  ledger: QuotaLedger;
  /** Hosts that may lie in a private network and be asked without TLS; this machine may whenever `baseUrl` names it. */
  privateHosts?: readonly string[];
  clock?: Clock;
  /** Limits in ms other than those of `ENDPOINTS`. */
  timeouts?: Partial<Record<EndpointName, number>>;
  /** How export files are fetched, other than `BULK_SETTINGS`. */
  bulk?: Partial<BulkSettings>;
  log?: CallLog;
}

/**
 * Opens a client; nothing is sent before the first call.
 * @throws AppError `marketo.baseUrl`
 */
export function createMarketoClient(options: MarketoClientOptions): MarketoClient {
  const { clientId, clientSecret, ledger, privateHosts = [], clock = systemClock, log = silentLog } = options;
  const baseUrl = originOf(options.baseUrl, privateHosts);
  const deadlines = deadlinesWith(options.timeouts ?? {});
  const http = openHttp(baseUrl, clock, privateHosts);
  const closing = new AbortController();
  const identity = { http, clock, clientId, clientSecret, deadlineMs: deadlines.identity };
  const tokens = new TokenCache(async () => (await askIdentity(identity, closing.signal)).token);
  const caller = createCaller({ tokens, ledger, log, deadlines });
  const rest = createRest({ caller, http, clock, log });
  const { call } = rest;
  const bulk = { ...BULK_SETTINGS, ...options.bulk };

  return {
    baseUrl,
    bulkLeads: createBulkLeads({ caller, http, clock, log, rest, ...bulk }),
    customActivities: createCustomActivities({ rest, clock }),
    describeLeads: (context) => readDescribe(call, context),
    searchableFields: (context) => readSearchableFields(call, context),
    activityTypes: (context) => readActivityTypes(call, context),
    usageToday: (context) => readUsage(call, context),
    pagingToken: (since, context) => readPagingToken(call, since, context),
    leadsByIds: async (ids, fields, context) => {
      if (ids.length === 0) return { leads: [], answeredAt: clock.now() };
      atMost(ids, MAX_FILTER_VALUES, 'leads');
      return readLeads(call, clock, { field: 'id', values: ids }, fields, context, allOf(ids));
    },
    leadsByFilter: async (field, values, fields, context) => {
      if (typeof values === 'function') {
        return readLeads(call, clock, { field, values: () => askable(values()) }, fields, context);
      }
      if (values.length === 0) return { leads: [], answeredAt: clock.now() };
      return readLeads(call, clock, { field, values: askable(values) }, fields, context);
    },
    leadChanges: async ({ token, fields }, context) => {
      atLeastOne(fields, 'leadChanges');
      return readFeedPage(call, 'leadChanges', { nextPageToken: token, fields }, context);
    },
    activities: async ({ token, typeIds }, context) => {
      atLeastOne(typeIds, 'activities');
      atMost(typeIds, MAX_ACTIVITY_TYPES, 'activities');
      return readFeedPage(call, 'activities', { nextPageToken: token, activityTypeIds: typeIds }, context);
    },
    personActivities: (query, context) => personActivities(call, query, context),
    deletedLeads: ({ token }, context) => readFeedPage(call, 'deletedLeads', { nextPageToken: token }, context),
    checkCredentials: async (signal) => {
      const { apiUser, expiresInSeconds, clockSkewMs } = await askIdentity(identity, signal);
      return { apiUser, expiresInSeconds, clockSkewMs };
    },
    close: async () => {
      closing.abort(new AppError('marketo.closed'));
      await http.close();
    },
  };
}

function deadlinesWith(timeouts: Partial<Record<EndpointName, number>>): Record<EndpointName, number> {
  const defaults = Object.entries(ENDPOINTS).map(([name, { deadlineMs }]) => [name, deadlineMs]);
  return { ...Object.fromEntries(defaults), ...timeouts } as Record<EndpointName, number>;
}

/** The comma separates values, encoded or not (marketo-rest 14.18): a value with one would match other people. */
function askable(values: readonly string[]): readonly string[] {
  const endpoint: EndpointName = 'leads';
  atLeastOne(values, endpoint);
  atMost(values, MAX_FILTER_VALUES, endpoint);
  const at = values.findIndex((value) => value === '' || value.includes(','));
  if (at >= 0) throw new AppError('marketo.badCall', { details: { endpoint, at: `filterValues.${at}` } });
  return values;
}
