import { AppError } from '../model/errors/app-error.ts';
import type { CrmKind, CrmPort } from '../model/ports.ts';
import { soqlText } from './soql.ts';
import type { SalesforceClient, SalesforceContext, SalesforceRecord } from './types.ts';

/** Ids of one page: as many as one answer may have. */
const PAGE = 2_000;

/**
 * Where owned records are. A lead may belong to a queue (`00G…`), a contact only to a user; a converted lead's person
 * is its contact's. Deleted records are in no query (salesforce-rest 2.5).
 */
const OWNED: Record<CrmKind, string> = {
  lead: "FROM Lead WHERE Owner.Type = 'User' AND IsConverted = false",
  contact: 'FROM Contact WHERE OwnerId != null',
};

/** Owned Leads and Contacts as the people sync looks for them: by id, page after page. */
export function createCrmPort(salesforce: Pick<SalesforceClient, 'query'>): CrmPort {
  return {
    countOwned: async (kind, signal) => {
      const [row] = await all(salesforce, `SELECT COUNT(Id) owned ${OWNED[kind]}`, contextOf(signal));
      if (typeof row?.owned !== 'number') throw badAnswer();
      return row.owned;
    },
    ownedIds: async (kind, after, signal) => {
      const above = after === null ? '' : ` AND Id > ${soqlText(after)}`;
      const soql = `SELECT Id ${OWNED[kind]}${above} ORDER BY Id LIMIT ${PAGE}`;
      return (await all(salesforce, soql, contextOf(signal))).map(idOf);
    },
  };
}

async function all(salesforce: Pick<SalesforceClient, 'query'>, soql: string, context: SalesforceContext) {
  const records: SalesforceRecord[] = [];
  for await (const page of salesforce.query(soql, context)) records.push(...page);
  return records;
}

function idOf({ Id }: SalesforceRecord): string {
  if (typeof Id !== 'string' || !/^[A-Za-z0-9]{18}$/.test(Id)) throw badAnswer();
  return Id;
}

const contextOf = (signal: AbortSignal | undefined): SalesforceContext => (signal === undefined ? {} : { signal });
const badAnswer = () => new AppError('salesforce.badAnswer', { details: { endpoint: 'query', at: 'records' } });
