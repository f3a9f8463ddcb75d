import { onTestFinished } from 'vitest';
import { activityKey } from '../../../../model/salesforce-task/key.ts';
import { createSalesforceClient, type SalesforceClient } from '../../../../salesforce/index.ts';
import type { SalesforceSimulatorOptions } from '../../../../simulators/salesforce/index.ts';
import { type Rig, type Row, rig } from '../../../simulators/salesforce/harness.ts';
import { personWrite, qualifiedPart } from '../../../store/people.ts';
import { activityId } from '../../../store/sales-activities.ts';
import { ManualClock } from '../../clock.ts';
import { openRig, type SenderRig } from './rig.ts';

/** The sender against a simulated org, under one clock; people 1, 2, … are its leads and contacts in turn. */
export async function openOrg(options: SalesforceSimulatorOptions = {}): Promise<SimulatedOrg> {
  const clock = new ManualClock();
  const simulator = await rig({ clock: () => clock.ms, ...options });
  const sender = await openRig(clientOf(simulator), clock);
  return new SimulatedOrg(simulator, sender);
}

/** Faults make it wait: it gives up soon. */
function clientOf({ sim }: Rig): SalesforceClient {
  const { loginUrl, clientId, clientSecret } = sim;
  const client = createSalesforceClient({
    loginUrl,
    clientId,
    clientSecret,
    timeouts: { upsert: 1_500, update: 1_500 },
  });
  onTestFinished(() => client.close());
  return client;
}

export class SimulatedOrg {
  readonly simulator: Rig;
  readonly sender: SenderRig;

  constructor(simulator: Rig, sender: SenderRig) {
    this.simulator = simulator;
    this.sender = sender;
  }

  /** Another worker's sender, with its own connection, which a test may change. */
  another(change: (client: SalesforceClient) => SalesforceClient = (client) => client) {
    return this.sender.depsOf(change(clientOf(this.simulator)));
  }

  /** Stores people, each with a record of its own; their records' ids. */
  async people(count: number, kind: 'Lead' | 'Contact' = 'Contact', first = 1): Promise<string[]> {
    const ids = this.#living(kind).slice(0, count);
    if (ids.length < count) throw new Error(`only ${ids.length} of ${kind}`);
    const member = kind === 'Lead' ? 'salesforceLeadId' : 'salesforceContactId';
    const writes = ids.map((id, index) => personWrite(first + index, qualifiedPart(1, { [member]: id })));
    await this.sender.store.people.apply(writes, { evidence: 'leadChange' });
    return ids;
  }

  /** An active user's id and address. */
  seller(): { id: string; email: string } {
    const id = this.simulator.find(
      'User',
      (get) => get('IsActive') === true && String(get('Email')).includes('sales.'),
    );
    return { id, email: String(this.simulator.org.store.byId('User', id)?.get('Email')) };
  }

  /** A lead whose address no contact has. */
  addressed(): { other: string; email: string } {
    const contacts = new Set([...this.simulator.org.store.table('Contact').all()].map((row) => row.get('Email')));
    const isIt = (get: (field: string) => unknown) =>
      get('IsConverted') === false && get('Email') !== null && !contacts.has(get('Email') as string);
    const other = this.simulator.find('Lead', isIt);
    return { other, email: String(this.simulator.org.store.byId('Lead', other)?.get('Email')) };
  }

  /** What the org has of an activity: every Task with its key, those in the recycle bin too. */
  async tasksOf(id: string): Promise<Row[]> {
    const key = activityKey(activityId(id), 'default');
    return (await this.tasks()).filter((task) => task.Actions_Sync_Key__c === key);
  }

  /** The only one of these. */
  async taskOf(id: string): Promise<Row> {
    const [task, ...others] = await this.tasksOf(id);
    if (task === undefined || others.length > 0) throw new Error(`${id} has ${task ? 'several Tasks' : 'no Task'}`);
    return task;
  }

  /** Every Task that has a key. */
  async tasks(): Promise<Row[]> {
    const { text } = await this.simulator.control('GET', '/truth?object=Task&deleted=1');
    const rows = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
    return rows.filter((row) => row.Actions_Sync_Key__c !== undefined);
  }

  #living(object: string): string[] {
    return [...this.simulator.org.store.table(object).all()]
      .filter((row) => row.get('IsDeleted') !== true && row.get('IsConverted') !== true)
      .map((row) => String(row.get('Id')));
  }
}
