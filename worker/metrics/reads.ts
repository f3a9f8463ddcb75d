import type { CallContext, FeedPage, LeadRecord, MarketoClient } from '../../marketo/types.ts';
import type { Feed } from '../../model/feeds.ts';
import type { QuotaLedger } from '../../model/ports.ts';
import type { Meter } from './meter.ts';

/** Counts the people and the records of feeds that Marketo gives. */
export function countingReads(marketo: MarketoClient, meter: Meter): MarketoClient {
  const people = ({ priority }: CallContext, count: number) =>
    meter.count('actions_sync_people_read_total', { priority }, count);
  const counting = (context: CallContext) => (answer: { leads: LeadRecord[]; answeredAt: Date }) => {
    people(context, answer.leads.length);
    return answer;
  };
  const ofFeed = (feed: Feed) => (page: FeedPage) => {
    meter.count('actions_sync_feed_records_total', { feed }, page.records.length);
    return page;
  };
  return {
    ...marketo,
    leadsByIds: (ids, fields, context) => marketo.leadsByIds(ids, fields, context).then(counting(context)),
    leadsByFilter: (field, values, fields, context) =>
      marketo.leadsByFilter(field, values, fields, context).then(counting(context)),
    leadChanges: (page, context) => marketo.leadChanges(page, context).then(ofFeed('leadChanges')),
    activities: (page, context) => marketo.activities(page, context).then(ofFeed('activities')),
    deletedLeads: (page, context) => marketo.deletedLeads(page, context).then(ofFeed('deletedLeads')),
    bulkLeads: {
      ...marketo.bulkLeads,
      async *rows(job, options, context) {
        for await (const batch of marketo.bulkLeads.rows(job, options, context)) {
          people(context, batch.length);
          yield batch;
        }
      },
    },
  };
}

/** Counts calls to Marketo by who made them and how they were taken. */
export function countingCalls(ledger: QuotaLedger, meter: Meter): QuotaLedger {
  return {
    async acquire(request) {
      const lease = await ledger.acquire(request);
      return {
        release: (outcome) => {
          meter.count('actions_sync_marketo_calls_total', { priority: request.priority, outcome });
          return lease.release(outcome);
        },
      };
    },
  };
}
