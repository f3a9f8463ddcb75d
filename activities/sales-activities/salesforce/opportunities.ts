import { type AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import type { SalesforceContext, SalesforceRecord } from '../../../salesforce/index.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { isContact, shortId } from './record-ids.ts';
import { queryIn, textIn } from './soql.ts';
import { createTold } from './told.ts';

/** The opportunity of a contact's Task whose activity names none; undefined: it has none. */
export type OpportunityOf = (contactId: string) => string | undefined;

export type ReadOpportunities = (whoIds: readonly string[], context: SalesforceContext) => Promise<OpportunityOf>;

const FLOW = 'salesforce-opportunities';
/** A right that is missing is not asked for with every call. */
const REFUSED_FOR_MS = 10 * 60_000;
/** Refusals of this query alone; everything else would meet the Task as well. */
const REFUSES: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['config', 'record', 'bug']);
const TOO_LONG = 'salesforce.QUERY_TIMEOUT';

const none: OpportunityOf = () => undefined;
const openRoles = (list: string) =>
  'SELECT ContactId, OpportunityId, Opportunity.LastModifiedDate FROM OpportunityContactRole ' +
  `WHERE Opportunity.IsClosed = false AND ContactId IN (${list})`;

/**
 * Of the open opportunities in which a contact has a role, the one that was modified last (product.md Q7), where
 * `salesforce.opportunityFromRoles` is on. Where Salesforce refuses to say, Tasks go without, and `failures` tells so.
 * @throws AppError what would meet the Tasks as well: sign-in, limits, the network
 */
export function createOpportunityReader({ salesforce, clock, store }: SalesforceSenderDeps): ReadOpportunities {
  const told = createTold(store.failures, FLOW, { clock, forMs: 0 });
  let refusedUntil = 0;

  return async (whoIds, context) => {
    const contacts = [...new Set(whoIds.filter(isContact).map(shortId))];
    if (contacts.length === 0) return none;
    const { opportunityFromRoles } = await store.settings.salesforce();
    if (!opportunityFromRoles) {
      await told.worked();
      return none;
    }
    if (clock.now().getTime() < refusedUntil) return none;
    try {
      const latest = latestOf(await queryIn(salesforce, openRoles, contacts, context));
      await told.worked();
      return (contactId) => latest.get(shortId(contactId));
    } catch (error) {
      if (!isAppError(error) || context.signal?.aborted === true || !isRefusal(error)) throw error;
      refusedUntil = clock.now().getTime() + REFUSED_FOR_MS;
      await told.failed(error);
      return none;
    }
  };
}

const isRefusal = ({ key, entry }: AppError) => REFUSES.has(entry.class) || key === TOO_LONG;

/** By the contact's short id. Times are told in one form and one zone: they compare as text. */
function latestOf(roles: readonly SalesforceRecord[]): Map<string, string> {
  const sorted = roles.flatMap((role) => {
    const [contactId, opportunityId] = [textIn(role, 'ContactId'), textIn(role, 'OpportunityId')];
    if (contactId === null || opportunityId === null) return [];
    return { contactId: shortId(contactId), opportunityId, rank: `${modifiedAt(role)} ${opportunityId}` };
  });
  sorted.sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return new Map(sorted.map(({ contactId, opportunityId }) => [contactId, opportunityId]));
}

function modifiedAt({ Opportunity: opportunity }: SalesforceRecord): string {
  if (typeof opportunity !== 'object' || opportunity === null) return '';
  return textIn({ ...opportunity }, 'LastModifiedDate') ?? '';
}
