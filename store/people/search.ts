import type { Collection, Filter } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import { salesforceIdForms } from '../../model/salesforce-id.ts';
import type { PeopleSearch } from '../types.ts';
import { beginsWith, beginsWithLower } from './begins.ts';
import { emailKey, PERSON_PROJECTION, type StoredPerson, toPerson } from './document.ts';

/** Up to so many found by indexes are put in order; of more, people are looked through by id until a page is full. */
const FEW = 4_000;
/** Blanks at which a text is split into first and last name. */
const MOST_SPLITS = 4;
/**
 * Ids that are looked through at once. Most pages are full within the first; it is the local stand-in, which sorts all
 * that it finds before it stops, that needs an end to look up to.
 */
const WINDOWS = [20_000, 200_000, Number.POSITIVE_INFINITY];

type People = Collection<StoredPerson>;
type Condition = Filter<StoredPerson>;
interface Page {
  after: number;
  limit: number;
}

/**
 * People with personal data, ascending by id, above `after`. Every way is short on 1,000,000 people: an address and an
 * owner have an index; a text that few people match is found by indexes; one that many match fills a page soon, wherever
 * one begins to look.
 */
export async function searchPeople(
  people: People,
  { email, text, ownerId, state }: PeopleSearch,
  page: Page,
  few = FEW,
): Promise<PersonDocument[]> {
  // No stored text has one (marketo-rest 14.15), and no pattern may.
  if (text?.includes('\0') === true) return [];
  // Those who are redacted have no owner. What fewest people are is asked first: the stand-in asks in this order.
  const owner = ownerId === undefined ? { $exists: true } : { $in: salesforceIdForms(ownerId) };
  const filter: Condition = {
    ...(email !== undefined && { 'marketo.emailKey': emailKey(email) }),
    ...(text !== undefined && { $or: namesOf(text) }),
    'marketo.ownerId': owner,
    'marketo.state': state,
  };
  if (email !== undefined || (text === undefined && ownerId !== undefined)) return byIndex(people, filter, page);
  return (text === undefined ? null : await amongFew(people, filter, page, few)) ?? byId(people, filter, page);
}

/** An index leads to few. */
async function byIndex(people: People, filter: Condition, { after, limit }: Page): Promise<PersonDocument[]> {
  const found = await people
    .find({ ...filter, _id: { $gt: after as MarketoId } }, { projection: PERSON_PROJECTION })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(toPerson);
}

/** Null where more than a few match. */
async function amongFew(
  people: People,
  filter: Condition,
  { after, limit }: Page,
  few: number,
): Promise<PersonDocument[] | null> {
  const matching = await people
    .find(filter, { projection: { _id: 1 } })
    .limit(few + 1)
    .toArray();
  if (matching.length > few) return null;
  const ids = matching
    .map(({ _id }) => _id)
    .filter((id) => id > after)
    .sort((a, b) => a - b)
    .slice(0, limit);
  const found = await people.find({ _id: { $in: ids } }, { projection: PERSON_PROJECTION }).toArray();
  // Somebody may have left, or been erased, in between.
  const stillThere = found.filter(
    ({ marketo }) => marketo?.state === filter['marketo.state'] && marketo?.ownerId !== undefined,
  );
  return stillThere.sort((a, b) => a._id - b._id).map(toPerson);
}

/** In the order of the ids, until the page is full. */
async function byId(people: People, filter: Condition, { after, limit }: Page): Promise<PersonDocument[]> {
  const found: PersonDocument[] = [];
  let from = after;
  for (const window of WINDOWS) {
    const to = from + window;
    const ids = { $gt: from as MarketoId, ...(Number.isFinite(to) && { $lte: to as MarketoId }) };
    const part = await people
      .find({ _id: ids, ...filter }, { projection: PERSON_PROJECTION, hint: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(limit - found.length)
      .toArray();
    found.push(...part.map(toPerson));
    if (found.length >= limit) break;
    from = to;
  }
  return found;
}

/** Beginning of the first or last name, of the company or the address; or of both names, at each blank. */
function namesOf(text: string): Condition[] {
  const splits = [...text.matchAll(/\s+/g)].slice(0, MOST_SPLITS).map(({ index, 0: blank }) => ({
    $and: [
      beginsWith('marketo.firstName', text.slice(0, index)),
      beginsWith('marketo.lastName', text.slice(index + blank.length)),
    ],
  }));
  return [
    beginsWith('marketo.lastName', text),
    beginsWith('marketo.firstName', text),
    beginsWith('marketo.company', text),
    beginsWithLower('marketo.emailKey', emailKey(text)),
    ...splits,
  ];
}
