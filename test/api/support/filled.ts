import { claimed, refused } from '../../../model/task/steps.ts';
import { RULES } from '../../model/task/tasks.ts';
import { change, EPOCH, personWrite, qualifiedPart } from '../../store/people.ts';
import { event } from '../../store/sales-activities.ts';
import { line } from './lines.ts';
import type { ApiRig } from './rig.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);

/** Something of everything, by the API where it makes it; person 7, activity and task `one`. */
export async function fill({ as, store }: ApiRig): Promise<void> {
  const admin = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const { status } = await as('admin')(method, `/api/v1/${path}`, body);
    if (status >= 300) throw new Error(`${path} answered ${status}`);
  };
  const crm = { salesforceContactId: '003000000000001AAA', salesforceAccountId: '001000000000001AAA' };
  const part = qualifiedPart(1, {
    ...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' },
    ...{ ...crm, salesforceOpportunityId: '006000000000001AAA' },
  });
  const write = personWrite(7, part, { changes: [change('title', 'a', 'b')] });
  await store.people.apply([write], { evidence: 'resync' });
  await store.peopleState.addVisible(1);
  await admin('PUT', 'settings/salesforce.logEmails', { value: 'on' });
  const types = [
    line('one', { personId: 7 }),
    line('two', { personId: 7, type: 'campaignAdded', emailSubject: undefined, campaignName: 'Autumn' }),
    line('three', { personId: 8 }),
  ];
  await admin('POST', 'activities', { activities: types });
  await store.salesActivities.apply([
    event('one', 'marketo', { kind: 'fail', error: 'marketo.1003' }),
    event('two', 'marketo', { kind: 'skip', reason: 'test' }),
    event('three', 'marketo', { kind: 'park', until: at(9), reason: 'personUnknown' }),
  ]);
  await admin('PUT', 'settings/tasks.sync', { value: 'on' });
  await admin('POST', 'sellers', { email: 'bob@example.com', tasks: true });
  for (const id of ['one', 'two'])
    await admin('POST', 'tasks', { id, seller: 'bob@example.com', name: 'Call Ada', personId: 7, due: '2026-12-01' });
  const task = [...(await store.tasks.getMany(['two' as never])).values()][0];
  if (task === undefined) throw new Error('the task is not there');
  await store.tasks.change(new Map([[task.id, (one) => claimed(one, { batch: 'b', now: at(0), rules: RULES })]]));
  const error = 'salesforce.STRING_TOO_LONG';
  await store.tasks.change(new Map([[task.id, (one) => refused(one, { batch: 'b', error, at: at(1) })]]));
  await admin('POST', 'unsubscribes', { addresses: [{ address: 'ada@example.com', reason: 'asked' }] });
  await admin('POST', 'unsubscribes/resubscribe', { addresses: ['ada@example.com'], reason: 'asked again' });
  await admin('POST', 'unsubscribes', { addresses: [{ address: 'ada@example.com' }, { address: 'eve@example.com' }] });
  const pushes = await store.unsubscribes.claim({ batch: 'c', limit: 10, now: await store.serverTime() });
  await store.unsubscribes.settle(
    pushes.map((row) => ({ row, outcome: { kind: 'parked', until: at(30), error } as const })),
  );
  await store.failures.record({ flow: 'people-changes', key: 'marketo.607', details: { calls: 7 } });
  const state = {
    ...{ alert: 'lag/tasks' as const, firing: true, key: 'alerts.late' as const, value: 1_200, limit: 900 },
    ...{ since: at(0), turningSince: null, firedAt: at(1), clearedAt: null },
  };
  await store.alerts.move(null, { state, notices: [] });
}
