import { livingPersons } from '../winners.ts';
import { recordsByAddress } from './by-address.ts';
import { shortId } from './record-ids.ts';
import { names, type Refused } from './refused.ts';
import { queryIn, textIn } from './soql.ts';
import type { TaskTry } from './task-try.ts';
import type { Writing } from './writing.ts';

const CONVERTED = 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD';
const DELETED = 'salesforce.ENTITY_IS_DELETED';
const ABSENT = 'salesforce.INVALID_CROSS_REFERENCE_KEY';

/** Tasks of people whose record is not there any more, with the one that stands for it now, and its opportunity. */
export async function recordsMended(writing: Writing, refused: readonly Refused[]): Promise<TaskTry[]> {
  const converted = refused.filter(
    ({ tried, outcome }) => outcome.error.key === CONVERTED && tried.whoId.startsWith('00Q'),
  );
  const gone = refused.filter((one) => {
    const { error, fields } = one.outcome;
    const isNamed = names(one, 'WhoId');
    return error.key === DELETED ? isNamed || fields.length === 0 : error.key === ABSENT && isNamed;
  });
  const moved = [...(await withContacts(writing, converted)), ...(await withAddresses(writing, gone))];
  const asking = moved.filter(({ task }) => task.activity.opportunityId === undefined);
  const opportunityOf = await writing.readOpportunities(
    asking.map(({ whoId }) => whoId),
    writing.context,
  );
  return moved.map((tried) => ({ ...tried, opportunityId: opportunityOf(tried.whoId) }));
}

/** A converted lead's Tasks hang on its contact (salesforce-rest 8). */
async function withContacts({ deps, context }: Writing, converted: readonly Refused[]): Promise<TaskTry[]> {
  const leadIds = [...new Set(converted.map(({ tried }) => tried.whoId))];
  const soql = (list: string) => `SELECT Id, ConvertedContactId FROM Lead WHERE IsConverted = true AND Id IN (${list})`;
  const leads = await queryIn(deps.salesforce, soql, leadIds, context);
  const contacts = new Map(
    leads.map((lead) => [shortId(textIn(lead, 'Id') ?? ''), textIn(lead, 'ConvertedContactId')]),
  );
  return converted.flatMap(({ tried }) => {
    const whoId = contacts.get(shortId(tried.whoId)) ?? null;
    return whoId === null ? [] : [{ ...tried, whoId }];
  });
}

/** By id first, by address second (product.md 4.7): a record that was merged away often left its address to the other. */
async function withAddresses({ deps, context }: Writing, gone: readonly Refused[]): Promise<TaskTry[]> {
  if (gone.length === 0) return [];
  const { salesforce, store } = deps;
  const sendables = gone.map(({ tried }) => tried.task.sendable);
  const { duplicateRule: rule } = await store.settings.salesforce();
  const living = await livingPersons(
    store,
    sendables.map(({ person }) => person),
  );
  const whoOf = await recordsByAddress({ salesforce, rule, living }, sendables, context);
  return gone.flatMap(({ tried }) => {
    const who = whoOf(tried.task.sendable);
    return 'skip' in who || shortId(who.id) === shortId(tried.whoId) ? [] : [{ ...tried, whoId: who.id }];
  });
}
