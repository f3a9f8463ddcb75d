import { createTasks } from '../../../client/tasks/index.ts';
import type { Store } from '../../../store/types.ts';
import { change, personId, personWrite, qualifiedPart } from '../../store/people.ts';
import { atSecond, event, kindOf } from '../../store/sales-activities.ts';

const NAMES = [
  ['Ada', 'Byron', 'Analytical Engines', 'Mathematician'],
  ['Grace', 'Hopper', 'Navy Computing', 'Rear admiral'],
  ['Katherine', 'Johnson', 'Langley', 'Flight analyst'],
  ['Hedy', 'Lamarr', 'Frequency Ltd', 'Inventor'],
  ['Mary', 'Somerville', 'Royal Society', 'Science writer'],
  ['Annie', 'Easley', 'Lewis Research', 'Rocket scientist'],
  ['Radia', 'Perlman', 'Spanning Trees', 'Engineer'],
  ['Joan', 'Clarke', 'Hut 8', 'Cryptanalyst'],
] as const;

const FIRST = 1_001;
export const PEOPLE = NAMES.map(([first, last], index) => ({ id: FIRST + index, name: `${first} ${last}` }));
/** Failed at Salesforce. */
export const FAILED = 'mail-2';
export const SELLER = 'sam.seller@example.com';

/** People, activities in every state, tasks, opt-outs and failures, so that every page has something to show. */
export async function fill(store: Store, instance: string): Promise<void> {
  await fillPeople(store);
  await fillActivities(store);
  const tasks = createTasks({ store, instance, wake: async () => {} });
  await tasks.create({
    id: 'task-1',
    seller: SELLER,
    name: 'Call back about the offer',
    personId: FIRST,
    due: '2026-12-01',
    kind: 'call',
  });
  await tasks.create({
    id: 'task-2',
    seller: SELLER,
    name: 'Send the contract',
    personId: FIRST + 1,
    priority: 'high',
    details: 'Both copies.',
  });
  await tasks.create({ id: 'task-3', seller: SELLER, name: 'Thank for the meeting', status: 'complete' });
  const at = new Date('2026-11-20T09:00:00Z');
  await store.unsubscribes.add(
    ['gone@example.com', 'left@example.org'].map((address) => ({
      address,
      optOut: { at, source: 'manual' as const, by: 'ada', reason: 'asked by phone' },
    })),
  );
  await store.failures.record({ flow: 'people-changes', key: 'marketo.http5xx', details: { status: 502 } });
}

async function fillPeople(store: Store): Promise<void> {
  const writes = NAMES.map(([firstName, lastName, company, title], index) => {
    const email = `${firstName}.${lastName}@example.com`.toLowerCase();
    const values = { firstName, lastName, company, title, email, ownerId: '005000000000001AAA', syncedAt: new Date() };
    return personWrite(FIRST + index, qualifiedPart(index + 1, values), {
      changes: index === 0 ? [change('title', 'Countess', title)] : [],
      joins: true,
    });
  });
  await store.people.apply(writes, { evidence: 'leadChange' });
}

async function fillActivities(store: Store): Promise<void> {
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  const mails = Array.from({ length: 6 }, (_, index) =>
    kindOf('emailSent', `mail-${index + 1}`, {
      personId: personId(FIRST + index),
      seller: SELLER,
      emailSubject: `Offer ${index + 1}`,
    }),
  );
  await store.salesActivities.intake([
    ...mails,
    kindOf('callReceived', 'call-1', { personId: personId(FIRST), seller: SELLER }),
  ]);
  await store.salesActivities.apply([
    event('mail-1', 'marketo', { kind: 'park', until: atSecond(9_000_000), reason: 'personUnknown' }),
    event(FAILED, 'salesforce', { kind: 'fail', error: 'salesforce.REQUIRED_FIELD_MISSING' }),
    event('mail-3', 'salesforce', { kind: 'fail', error: 'salesforce.REQUIRED_FIELD_MISSING' }),
  ]);
}
