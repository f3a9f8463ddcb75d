import { activityKey } from '../../../../model/salesforce-task/key.ts';
import { activityId, kindOf } from '../../../store/sales-activities.ts';
import { FakeSalesforce, KEY } from './fake-salesforce.ts';
import { CONTACT, openRig, PERSON } from './rig.ts';

export const keyOf = (id: string) => activityKey(activityId(id), 'default');

export async function open(
  person: Parameters<Awaited<ReturnType<typeof openRig>>['person']>[1] = { salesforceContactId: CONTACT },
) {
  const salesforce = new FakeSalesforce();
  const rig = await openRig(salesforce);
  await rig.person(PERSON, person);
  const task = (id: string) => [...salesforce.tasks.values()].find((one) => one[KEY] === keyOf(id));
  return { rig, salesforce, task };
}

export const opened = (id: string, emailId: string) => kindOf('emailOpened', id, { emailId });
export const clicked = (id: string, emailId: string) => kindOf('emailClicked', id, { emailId });
export const replied = (id: string, emailId: string) => kindOf('emailReplied', id, { emailId });
export const bounced = (id: string, emailId: string) => kindOf('emailBounced', id, { emailId });
export const called = (id: string, change = {}) => kindOf('callReceived', id, change);
