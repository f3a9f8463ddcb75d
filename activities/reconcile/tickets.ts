import { ERASED_TICKET, type MarketoId, type Ticket } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { PeopleDeps } from '../deps.ts';
import { type Answered, type AskRequest, askStep } from '../reread.ts';

/** Far above any number of reads; what is beyond can only be a broken document and is left alone. */
const HIGHEST_TICKET = 2 ** 52;

/**
 * Asks with tickets above those of everyone stored. A ticket of a document is always below the next one taken, unless
 * the counter was restored without the people, or somebody wrote a document by hand: then every write would lose.
 */
export async function askAboveStored(
  deps: PeopleDeps,
  request: AskRequest,
): Promise<{ answers: Answered[]; stored: Map<MarketoId, PersonDocument> }> {
  const { store } = deps;
  const highest = highestTicket(await store.people.readMany(request.ids));
  const next = await store.tickets.take();
  if (highest >= next) {
    await store.tickets.raise(highest - next + 1);
    await store.audit.add({ action: 'people.tickets.raise', by: 'worker', details: { from: next, to: highest + 1 } });
  }
  return askStep(deps, request);
}

function highestTicket(people: ReadonlyMap<MarketoId, PersonDocument>): number {
  let highest = 0;
  for (const { marketo } of people.values()) {
    const asOf = marketo?.asOf ?? 0;
    if (asOf !== ERASED_TICKET && asOf < HIGHEST_TICKET) highest = Math.max(highest, asOf);
  }
  return highest;
}

/** Whether a later read is stored already. */
export function isNewer(person: PersonDocument | undefined, ticket: Ticket): boolean {
  const asOf = person?.marketo?.asOf ?? 0;
  return asOf > ticket && asOf < HIGHEST_TICKET;
}
