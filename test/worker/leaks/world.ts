import { createOptOutReader } from '../../../activities/unsubscribes/reader.ts';
import { setUpMarketo } from '../../../client/cli/setup/marketo.ts';
import { createActionsSyncClient } from '../../../client/index.ts';
import { createMarketoClient, type MarketoClient } from '../../../marketo/index.ts';
import { createSalesforceClient } from '../../../salesforce/index.ts';
import { updateAs } from '../../../simulators/salesforce/actors/edit.ts';
import { truth } from '../../../simulators/salesforce/control/truth.ts';
import { type Org, type SalesforceSimulator, startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';
import { openWorkerRig, type WorkerRig } from '../rig.ts';
import { mark, markedAddress, markedLink, markedPhone } from './markers.ts';

/** The same seed and number make the same people at both vendors. */
const PEOPLE = { people: 30, limits: 'off', seed: 5 } as const;

export interface World {
  rig: WorkerRig;
  marketo: MarketoClient;
  salesforce: SalesforceSimulator;
  org: Org;
  actions: WorkerRig['actions'];
  variables: Record<string, string>;
  seller: string;
}

/** Both vendors, where everything personal is marked, and an app's own client. */
export async function openWorld(defer: (cleanUp: () => Promise<unknown>) => void): Promise<World> {
  const rig = await openWorkerRig({ ...PEOPLE, speed: 1_000 }, defer);
  const salesforce = await startSalesforceSimulator({ ...PEOPLE, taskShare: 0.3 });
  defer(() => salesforce.close());
  const org = salesforce.world.first;
  const seller = markVendors(rig, org);
  const { store, simulator, env } = rig;
  await store.migrate();
  const { baseUrl, clientId, clientSecret } = simulator;
  const limits = { windowCalls: 100, atOnce: 10, dayCalls: 50_000, instanceDayCalls: 50_000 };
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: store.quota.ledger(limits) });
  defer(() => marketo.close());
  await setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: null });
  const login = { loginUrl: salesforce.loginUrl, clientId: salesforce.clientId, clientSecret: salesforce.clientSecret };
  const connected = createSalesforceClient(login);
  defer(() => connected.close());
  const variables = {
    ...rig.variables,
    SALESFORCE_LOGIN_URL: login.loginUrl,
    SALESFORCE_CLIENT_ID: login.clientId,
    SALESFORCE_CLIENT_SECRET: login.clientSecret,
  };
  const actions = createActionsSyncClient({
    ...{ temporal: rig.client, store, instance: env.ACTIONS_SYNC_INSTANCE, by: 'test' },
    ...{ marketo, salesforce: connected, optOuts: createOptOutReader(connected) },
  });
  return { rig, marketo, salesforce, org, actions, variables, seller };
}

/** Everybody's personal values, at both vendors. @returns the address of a user who sells */
function markVendors({ simulator }: WorkerRig, org: Org): string {
  for (const { id } of [...simulator.instance.truth()])
    simulator.instance.update(id, marketoValues(id), { silent: true });
  for (const object of ['Lead', 'Contact']) {
    for (const { Id } of [...truth(org, { object })]) {
      const company = object === 'Lead' ? { Company: mark('company') } : {};
      const address = { Email: markedAddress(`crm${String(Id)}`), Phone: markedPhone(), Title: mark('title') };
      updateAs(org, String(Id), { ...address, ...company, FirstName: mark('first'), LastName: mark('last') });
    }
  }
  for (const object of ['Account', 'Opportunity']) {
    for (const { Id } of [...truth(org, { object })]) updateAs(org, String(Id), { Name: mark(object) });
  }
  for (const { Id } of [...truth(org, { object: 'Task' })]) {
    updateAs(org, String(Id), { Subject: mark('tasksubject'), Description: mark('taskdescription') });
  }
  const user = [...truth(org, { object: 'User' })].find(({ Email }) => String(Email).includes('sales.'));
  const seller = markedAddress('seller');
  updateAs(org, String(user?.Id), { Email: seller, FirstName: mark('sellerfirst'), LastName: mark('sellerlast') });
  return seller;
}

export function marketoValues(id: number): Record<string, string> {
  return {
    ...{ firstName: mark('first'), lastName: mark('last'), company: mark('company'), title: mark('title') },
    ...{ email: markedAddress(`person${id}`), phone: markedPhone(), linkedInProfileURL: markedLink('linkedin') },
    ...{ leadSource: mark('source') },
  };
}
