import { expect, it } from 'vitest';
import { releaseMarks } from '../../../activities/sales-activities/waiting-marks.ts';
import { type BranchAnswer, SEND_NOT_DONE } from '../../../model/sales-activity/branch.ts';
import { openTestStore } from '../../store/open.ts';
import { activityId, kindOf, sent, stateOf } from '../../store/sales-activities.ts';

const LATER = new Date(Date.now() + 1_800_000);
const WAITS: BranchAnswer = { state: 'parked', until: LATER, reason: SEND_NOT_DONE };

/** A send, an open that waits for it, and a call that waits for something else. */
async function open() {
  const { store } = await openTestStore();
  await store.migrate();
  await store.settings.setSalesforce({ logEmails: true, logCalls: true }, 'test');
  await store.salesActivities.intake([
    sent('s'),
    kindOf('emailOpened', 'o', { emailId: 's' }),
    kindOf('callReceived', 'c'),
  ]);
  const { salesActivities } = store;
  await salesActivities.claim({ vendor: 'salesforce', batch: 'b', limit: 9, now: new Date() });
  const answer = (id: string, what: BranchAnswer) =>
    salesActivities.apply([
      { id: activityId(id), vendor: 'salesforce', event: { kind: 'answer', batch: 'b', answer: what } },
    ]);
  await answer('o', WAITS);
  await answer('c', { state: 'parked', until: LATER, reason: 'salesforce.UNABLE_TO_LOCK_ROW' });
  return { store, answer, state: (id: string) => stateOf(store, id, 'salesforce') };
}

it.each<BranchAnswer>([
  { state: 'done', reference: '00T1' },
  { state: 'skipped', reason: 'noSalesforceRecord' },
])('an open goes on as soon as its send has ended ($state), whatever its own timer says', async (end) => {
  const { store, answer, state } = await open();
  await answer('s', end);
  expect(await releaseMarks(store)).toMatchObject([{ id: 'o', vendor: 'salesforce', changed: true }]);
  expect([await state('o'), await state('c')]).toEqual(['pending', 'parked']);
});

it.each<BranchAnswer>([
  { state: 'unknown' },
  { state: 'parked', until: LATER, reason: 'salesforce.timeout' },
  { state: 'failed', error: 'salesforce.STRING_TOO_LONG' },
])('it waits while its send may still be logged ($state)', async (stand) => {
  const { store, answer, state } = await open();
  await answer('s', stand);
  expect(await releaseMarks(store)).toEqual([]);
  expect(await state('o')).toBe('parked');
});
