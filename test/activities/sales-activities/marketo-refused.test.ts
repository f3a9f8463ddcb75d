import { expect, it } from 'vitest';
import { createMarketoSender } from '../../../activities/sales-activities/marketo/sender.ts';
import type { SenderDeps } from '../../../activities/sales-activities/ports.ts';
import { sendOnce } from '../../../activities/sales-activities/send.ts';
import type { MarketoClient, NewActivity } from '../../../marketo/types.ts';
import { typesOf } from '../../../model/activity-types/types.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { openTestStore } from '../../store/open.ts';
import { personWrite, qualifiedPart } from '../../store/people.ts';
import { activityId, sent } from '../../store/sales-activities.ts';
import { ManualClock } from '../clock.ts';

const PERSON = 4711;
const running = new AbortController().signal;

/** A Marketo that refuses a call as a whole because of one record in it. */
async function open(isBad: (id: string) => boolean) {
  const { store } = await openTestStore();
  await store.migrate();
  await store.people.apply([personWrite(PERSON, qualifiedPart(1))], { evidence: 'leadChange' });
  const ids = Object.fromEntries(typesOf('eight').map(({ apiName }, index) => [apiName, 100_000 + index]));
  await store.activityTypes.put({ layout: 'eight', ids });
  const calls: string[][] = [];
  const idOf = ({ attributes }: NewActivity) => String(attributes.siaEventId).split('/')[1] ?? '';
  const customActivities: Pick<MarketoClient['customActivities'], 'add'> = {
    add: async (records) => {
      calls.push(records.map(idOf));
      if (records.some((record) => isBad(idOf(record)))) throw new AppError('marketo.1003');
      return records.map((_, index) => ({ kind: 'added', guid: `guid-${index}` }));
    },
  };
  const clock = new ManualClock();
  const timed = { ...store, serverTime: async () => clock.now() };
  const marketo = { customActivities, leadsByIds: () => Promise.reject(new Error('not asked')) } as never;
  const sender = createMarketoSender({ marketo, store: timed, clock, instance: 'acme' });
  const deps: SenderDeps = { store: timed, clock, sender, tell: () => {} };
  const send = async () => {
    const due = await store.salesActivities.due(clock.now(), 1_000);
    await store.salesActivities.apply(due.map(({ id, vendor }) => ({ id, vendor, event: { kind: 'resume' } })));
    return sendOnce(deps, running);
  };
  const states = async (given: readonly string[]) =>
    Promise.all(
      given.map(async (id) => (await store.salesActivities.get(activityId(id)))?.branches.marketo?.status.state),
    );
  return { store, calls, send, states };
}

it('a record because of which Marketo refuses whole calls fails alone, and its neighbours arrive once', async () => {
  const bad = new Set(['a007', 'a050']);
  const { store, calls, send, states } = await open((id) => bad.has(id));
  const ids = Array.from({ length: 100 }, (_, index) => `a${String(index).padStart(3, '0')}`);
  await store.salesActivities.intake(ids.map((id) => sent(id)));
  for (let rounds = 0; rounds < 80 && (await send()) > 0; rounds++);
  const after = await states(ids);
  expect(ids.filter((_, index) => after[index] === 'failed')).toEqual([...bad]);
  expect(after.filter((state) => state === 'done')).toHaveLength(98);
  const arrived = calls.filter((call) => !call.some((id) => bad.has(id))).flat();
  expect(arrived.toSorted()).toEqual(ids.filter((id) => !bad.has(id)));
  expect(calls.length).toBeLessThan(50);
  // And calls become full again.
  for (const name of ['b', 'c']) {
    await store.salesActivities.intake(Array.from({ length: 100 }, (_, index) => sent(`${name}${index}`)));
    while ((await send()) > 0);
  }
  expect(calls.at(-1)).toHaveLength(100);
});
