import { madeUpLines } from '../../client/cli/dev/burst/lines.ts';
import type { ActionsSyncClient } from '../../client/index.ts';
import { logSalesActivities } from '../../client/sales-activities/log.ts';
import type { PersonDocument } from '../../model/person.ts';
import { systemClock } from '../../net/system-clock.ts';
import type { Store } from '../../store/types.ts';

export interface InUse {
  /** Rows of the outbox that wait for a vendor. */
  outbox: number;
  tasks: number;
  unsubscribes: number;
}

const SELLERS = Array.from({ length: 20 }, (_, index) => `seller${index}@seller.example`);
/** What a request to the store takes at most. */
const AT_ONCE = 500;

/** Fills what flows wait for, as after a day on which Salesforce was away; the people are there. */
export async function putInUse(
  { store, client }: { store: Store; client: ActionsSyncClient },
  { outbox, tasks, unsubscribes }: InUse,
): Promise<void> {
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'bench');
  await store.settings.setTasks({ sync: true }, 'bench');
  for (const seller of SELLERS) await store.sellers.setTasks(seller, true, 'bench');
  const people = await firstVisible(store);
  await fillOutbox(store, people, outbox);
  for (let index = 0; index < tasks; index += 1) {
    const seller = SELLERS[index % SELLERS.length] ?? '';
    await client.tasks.create({ id: `bench-${index}`, seller, name: `Call ${index}`, due: '2026-12-01' });
  }
  const requests = Array.from({ length: unsubscribes }, (_, index) => ({ address: `gone${index}@example.com` }));
  for (let from = 0; from < unsubscribes; from += AT_ONCE)
    await client.unsubscribes.add(requests.slice(from, from + AT_ONCE));
}

async function firstVisible(store: Store): Promise<PersonDocument[]> {
  const found: PersonDocument[] = [];
  for await (const person of store.people.stream({ all: false })) {
    found.push(person);
    if (found.length === AT_ONCE) break;
  }
  return found;
}

/** Logs until as many rows are open; a line makes one or two. */
async function fillOutbox(store: Store, people: readonly PersonDocument[], rows: number): Promise<void> {
  const now = new Date();
  for (let batch = 0; (await openRows(store)) < rows; batch += 1) {
    const lines = madeUpLines({ name: `bench-${batch}`, count: AT_ONCE, people, sellers: SELLERS, now });
    await logSalesActivities({ store, clock: systemClock }, lines);
  }
}

async function openRows(store: Store): Promise<number> {
  return (await store.salesActivities.counts()).reduce((sum, { count }) => sum + count, 0);
}
