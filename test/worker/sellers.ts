import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { eventId } from '../../model/activity-types/payload.ts';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
import { truth } from '../../simulators/salesforce/control/truth.ts';
import type { SalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { ATTRIBUTES, COMMON } from '../model/sales-activity/lines.ts';
import { activityId } from '../store/sales-activities.ts';
import { truthOf } from './people.ts';
import type { WorkerRig } from './rig.ts';

/** Makes the types of our activities in Marketo, and says that Salesforce is to get emails, replies and calls. */
export async function prepareSelling({ store, simulator }: WorkerRig): Promise<void> {
  await store.migrate();
  const marketo = createMarketoClient({
    baseUrl: simulator.baseUrl,
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    ledger: store.quota.ledger({ windowCalls: 100, atOnce: 10, dayCalls: 50_000, instanceDayCalls: 50_000 }),
  });
  await setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: null });
  await marketo.close();
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
}

/** What a worker needs to reach a simulated Salesforce. */
export const salesforceVariables = ({ loginUrl, clientId, clientSecret }: SalesforceSimulator) => ({
  SALESFORCE_LOGIN_URL: loginUrl,
  SALESFORCE_CLIENT_ID: clientId,
  SALESFORCE_CLIENT_SECRET: clientSecret,
});

/** Everything of an object as the org has it. */
export function salesforceTruth({ orgs: [org] }: SalesforceSimulator, object: string): Record<string, unknown>[] {
  return org === undefined ? [] : [...truth(org, { object })];
}

/** What both vendors have of us: the keys that we gave, each as often as it is there. */
export function soldAt(rig: WorkerRig, salesforce: SalesforceSimulator) {
  const marketo = [...rig.simulator.instance.customActivities()].map(({ attributes }) => String(attributes.siaEventId));
  const tasks = salesforceTruth(salesforce, 'Task').flatMap(({ Actions_Sync_Key__c: key }) =>
    typeof key === 'string' ? [key] : [],
  );
  return { marketo: marketo.toSorted(), tasks };
}

/** The key of each in Marketo. */
export const marketoKeys = (rig: WorkerRig, lines: readonly Record<string, unknown>[]): string[] =>
  lines.map(({ id }) => eventId(activityId(String(id)), rig.env.ACTIONS_SYNC_INSTANCE)).toSorted();

/** Activities of people whom Salesforce knows, of every kind in turn: three in eight become a Task. */
export function sold(
  rig: WorkerRig,
  salesforce: SalesforceSimulator,
  prefix: string,
  count: number,
): Record<string, unknown>[] {
  const people = [...truthOf(rig.simulator.instance)].filter(
    ([, person]) => person.salesforceLeadId !== null || person.salesforceContactId !== null,
  );
  const users = salesforceTruth(salesforce, 'User');
  const seller = String(users.find(({ IsActive, UserType }) => IsActive === true && UserType === 'Standard')?.Email);
  return Array.from({ length: count }, (_, index) => {
    const place = index % SALES_ACTIVITY_KINDS.length;
    const type = SALES_ACTIVITY_KINDS[place] ?? 'emailSent';
    const [personId] = people[Math.floor(index / SALES_ACTIVITY_KINDS.length) % people.length] ?? [];
    const late = /^email(?!Sent)/.test(type) ? { emailId: `${prefix}-${index - place}` } : {};
    return { ...COMMON, ...ATTRIBUTES[type], ...late, seller, type, id: `${prefix}-${index}`, personId };
  });
}
