import { expect, it } from 'vitest';
import { activitiesScreen } from '../../client/cli/overview/activities-screen.ts';
import { readActivitiesStatus } from '../../client/sales-activities/status.ts';
import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import { openTestStore } from '../store/open.ts';
import { atSecond, event, kindOf, sent } from '../store/sales-activities.ts';

const MINUTE = 60;

it('tells what waits at each vendor, by reason and error, and since when', async () => {
  const { store, db } = await openTestStore();
  const { salesActivities } = store;
  await store.migrate();
  const screen = async () => activitiesScreen(await readActivitiesStatus(store), atSecond(10 * MINUTE));
  expect(await screen()).toEqual(['Marketo     nothing waits', 'Salesforce  off']);

  await store.settings.setSalesforce({ logEmails: true }, 'test');
  expect((await screen())[1]).toBe('Salesforce  nothing waits');
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await salesActivities.intake([sent('s'), ...names.map((name) => kindOf('campaignAdded', name))]);
  await db.collection('outbox').updateMany({}, { $set: { acceptedAt: atSecond(3 * MINUTE) } });
  // Long parked or failed: not on their way.
  await db
    .collection<{ _id: string }>('outbox')
    .updateMany({ _id: { $in: ['a/marketo', 'c/marketo'] } }, { $set: { acceptedAt: atSecond(0) } });
  const park = (name: string, reason: string) =>
    event(name, 'marketo', { kind: 'park', until: atSecond(9_999), reason });
  const fail = (name: string, error: string) => event(name, 'marketo', { kind: 'fail', error });
  await salesActivities.apply([
    park('a', PERSON_UNKNOWN),
    park('b', 'marketo.606'),
    ...[fail('c', 'marketo.1003'), fail('d', 'marketo.1004'), fail('e', 'marketo.1004')],
  ]);
  await salesActivities.claim({ vendor: 'marketo', batch: 'one', limit: 1, now: atSecond(0) });
  await salesActivities.expire(atSecond(9_999));
  await salesActivities.claim({ vendor: 'marketo', batch: 'two', limit: 1, now: atSecond(0) });

  const [marketo, salesforce] = await readActivitiesStatus(store);
  expect(marketo).toMatchObject({ on: true, pending: 1, sending: 1, inDoubt: 1, oldestAt: atSecond(3 * MINUTE) });
  expect(marketo?.failed).toMatchObject([
    { key: 'marketo.1004', count: 2 },
    { key: 'marketo.1003', count: 1, oldestAt: atSecond(0) },
  ]);
  expect(marketo?.parked).toHaveLength(2);
  expect(salesforce).toMatchObject({ on: true, pending: 1, sending: 0, inDoubt: 0, parked: [], failed: [] });

  await store.settings.setSalesforce({ logEmails: false }, 'test');
  const [first, second] = await screen();
  expect(first).toContain(
    '1 to be sent · 1 being sent · 1 in doubt, looked up first · oldest taken 7 min ago · 2 waiting (',
  );
  expect(first).toContain('for their person 1');
  expect(first).toMatch(/ · 3 failed \(marketo\.1004 2, marketo\.1003 1\)$/);
  expect(second).toBe('Salesforce  1 to be sent · oldest taken 7 min ago · off for new ones');
});
