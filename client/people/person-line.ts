import type { PersonDocument } from '../../model/person.ts';

/** A person as a line of `people export` (design section 4): every member present, absent values null. */
export function personLine({ _id, marketo }: PersonDocument) {
  return {
    marketoId: _id,
    state: marketo?.state ?? null,
    firstName: marketo?.firstName ?? null,
    lastName: marketo?.lastName ?? null,
    company: marketo?.company ?? null,
    title: marketo?.title ?? null,
    email: marketo?.email ?? null,
    phone: marketo?.phone ?? null,
    linkedInUrl: marketo?.linkedInUrl ?? null,
    source: marketo?.source ?? null,
    salesforceLeadId: marketo?.salesforceLeadId ?? null,
    salesforceContactId: marketo?.salesforceContactId ?? null,
    salesforceAccountId: marketo?.salesforceAccountId ?? null,
    salesforceOpportunityId: marketo?.salesforceOpportunityId ?? null,
    ownerId: marketo?.ownerId ?? null,
    asOf: marketo?.asOf ?? null,
    syncedAt: marketo?.syncedAt ?? null,
  };
}

export type PersonLine = ReturnType<typeof personLine>;
