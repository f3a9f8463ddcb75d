import type { Db } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { TaskDeps, TaskSalesforce } from '../../../activities/tasks/deps.ts';
import { createTurnMemory, type TaskTurn, turn } from '../../../activities/tasks/turn.ts';
import { comparableAddress } from '../../../model/email-address.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { deletedHere, edited, newTask, type TaskEdit } from '../../../model/task/make.ts';
import type { Task, TaskContent } from '../../../model/task/task.ts';
import { createSalesforceClient } from '../../../salesforce/index.ts';
import type { SalesforceSimulatorOptions } from '../../../simulators/salesforce/index.ts';
import { openStore } from '../../../store/index.ts';
import type { Store } from '../../../store/types.ts';
import { type Rig, type Row, rig } from '../../simulators/salesforce/harness.ts';
import { openTestDatabase } from '../../store/open.ts';
import { personWrite, qualifiedPart } from '../../store/people.ts';
import { mongoUri } from '../../store/uri.ts';
import { ManualClock } from '../clock.ts';

export const INSTANCE = 'default';
export const KEY = 'Actions_Sync_Key__c';
const CONTENT: TaskContent = { name: 'Call back', status: 'open', priority: 'normal', due: null, details: null };

/** The flow against a simulated org, under one clock, for some of its users. */
export async function openTasks(options: SalesforceSimulatorOptions & { sellers?: number } = {}): Promise<TaskRig> {
  const { sellers: count = 1, ...simulated } = options;
  const clock = new ManualClock();
  const simulator = await rig({ people: 20, taskShare: 0, clock: () => clock.ms, ...simulated });
  const database = await openTestDatabase();
  const opened = await openStore({ uri: mongoUri(), dbName: database.databaseName, clock });
  onTestFinished(() => opened.close());
  await opened.migrate();
  // The database's time is the test's.
  const store: Store = { ...opened, serverTime: async () => clock.now() };
  const users = [...simulator.org.store.table('User').all()].filter(
    (row) => row.get('IsActive') === true && String(row.get('Email')).includes('sales.'),
  );
  const sellers = users.slice(0, count).map((user): RigSeller => {
    return { userId: String(user.get('Id')), email: comparableAddress(String(user.get('Email'))) ?? '' };
  });
  const stranger = String(users[count]?.get('Id'));
  const made = new TaskRig({ clock, simulator, store, db: database, sellers, stranger });
  await store.settings.setTasks({ sync: true }, 'test');
  for (const { email } of sellers) await store.sellers.setTasks(email, true, 'test');
  return made;
}

export interface RigSeller {
  email: string;
  userId: string;
}

export class TaskRig {
  readonly clock: ManualClock;
  readonly simulator: Rig;
  readonly store: Store;
  /** The same database without the store in between. */
  readonly db: Db;
  readonly sellers: readonly RigSeller[];
  /** A user of the org for whom nothing is synced. */
  readonly stranger: string;
  /** What a turn works with; a test may put another client in. */
  deps: TaskDeps;
  /** As the workflow remembers it. */
  sequence = 0;
  #ids = 0;

  constructor(parts: Pick<TaskRig, 'clock' | 'simulator' | 'store' | 'db' | 'sellers' | 'stranger'>) {
    this.clock = parts.clock;
    this.simulator = parts.simulator;
    this.store = parts.store;
    this.db = parts.db;
    this.sellers = parts.sellers;
    this.stranger = parts.stranger;
    this.deps = { store: this.store, salesforce: this.connect(), clock: this.clock, instance: INSTANCE };
  }

  get seller(): RigSeller {
    const [first] = this.sellers;
    if (first === undefined) throw new Error('no seller');
    return first;
  }

  /** A client of its own, as another worker has. Faults make it wait: it gives up soon. */
  connect(): TaskSalesforce & { close(): Promise<void> } {
    const { loginUrl, clientId, clientSecret } = this.simulator.sim;
    const timeouts = { upsert: 700, update: 700, remove: 700, query: 2_000, deleted: 2_000 };
    const client = createSalesforceClient({ loginUrl, clientId, clientSecret, timeouts });
    onTestFinished(() => client.close());
    return client;
  }

  /** One turn, as the workflow does it. */
  async turn(signal = new AbortController().signal): Promise<TaskTurn> {
    const onSequence = (known: number) => {
      this.sequence = Math.max(this.sequence, known);
    };
    return turn(this.deps, createTurnMemory(this.deps), { signal, remembered: this.sequence, onSequence });
  }

  /** A turn with a look at Salesforce, whenever the last one was. */
  async look(): Promise<TaskTurn> {
    this.clock.advance(61_000);
    return this.turn();
  }

  /** By a person here. */
  async create(content: Partial<TaskContent> = {}, more: { seller?: string; personId?: number } = {}): Promise<TaskId> {
    const id = `task-${++this.#ids}` as TaskId;
    const { seller = this.seller.email, personId = null } = more;
    const isSynced = (await this.store.settings.tasks()).sync && (await this.#isOn(seller));
    const task = newTask(
      { ...CONTENT, ...content, id, kind: 'custom', seller, personId: personId as MarketoId | null },
      { instance: INSTANCE, isSynced, now: this.clock.now() },
    );
    await this.store.tasks.create(task);
    return id;
  }

  /** By a person here. */
  async edit(id: TaskId, edit: TaskEdit): Promise<void> {
    const now = this.clock.now();
    await this.store.tasks.change(new Map([[id, (task) => (task.deleted === null ? edited(task, edit, now) : null)]]));
  }

  /** By a person here. */
  async remove(id: TaskId): Promise<void> {
    const now = this.clock.now();
    await this.store.tasks.change(new Map([[id, (task) => deletedHere(task, now)]]));
  }

  async task(id: TaskId): Promise<Task> {
    const task = await this.store.tasks.get(id);
    if (task === null) throw new Error(`no task ${id}`);
    return task;
  }

  /** All tasks here. */
  async tasks(): Promise<Task[]> {
    return this.store.tasks.list({ all: true }, '', 10_000);
  }

  /** The only task of a Task of the org. */
  async taskOf(salesforceId: string): Promise<Task> {
    const task = (await this.store.tasks.bySalesforceIds([salesforceId])).get(salesforceId);
    if (task === undefined) throw new Error(`no task of ${salesforceId}`);
    return task;
  }

  /** The Task of a task, as the org has it, deleted or not. */
  async row(id: TaskId): Promise<Row> {
    const { taskId } = (await this.task(id)).salesforce;
    const row = (await this.rows()).find((one) => one.Id === taskId);
    if (row === undefined) throw new Error(`${id} has no Task`);
    return row;
  }

  /** Every Task of the org, deleted ones too. */
  async rows(): Promise<Row[]> {
    const { text } = await this.simulator.control('GET', '/truth?object=Task&deleted=1');
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
  }

  /** By a user of the org. */
  async createThere(values: Row = {}, more: { as?: string; lateMs?: number } = {}): Promise<string> {
    const { userId } = this.seller;
    const body = { values: { Subject: 'Visit', OwnerId: userId, ...values }, as: userId, ...more };
    return (await this.#control('POST', '/records/Task', body)).id;
  }

  /** By a user of the org. */
  async editThere(id: string, values: Row, as = this.seller.userId): Promise<void> {
    await this.#control('PATCH', `/records/${id}`, { values, as });
  }

  async removeThere(id: string): Promise<void> {
    await this.#control('DELETE', `/records/${id}`);
  }

  async undelete(id: string): Promise<void> {
    await this.#control('POST', `/records/${id}/undelete`, {});
  }

  async purge(id: string): Promise<void> {
    await this.#control('POST', `/records/${id}/purge`);
  }

  /** Stores a person, with records in the org. */
  async person(id: number, change: Parameters<typeof qualifiedPart>[1]): Promise<void> {
    await this.store.people.apply([personWrite(id, qualifiedPart(1, change))], { evidence: 'leadChange' });
  }

  /** Ids of the org's records that are alive. */
  living(object: string): string[] {
    return [...this.simulator.org.store.table(object).all()]
      .filter((row) => row.get('IsDeleted') !== true && row.get('IsConverted') !== true)
      .map((row) => String(row.get('Id')));
  }

  /** Calls of an endpoint since the last reset. */
  async stats() {
    return (await this.simulator.control('GET', '/stats')).body;
  }

  /** Before the test ends: a test may open many. */
  async close(): Promise<void> {
    await this.simulator.sim.close();
  }

  async #isOn(seller: string): Promise<boolean> {
    return (await this.store.sellers.withTasks()).some(({ email }) => comparableAddress(email) === seller);
  }

  async #control(method: string, path: string, body?: object) {
    const answer = await this.simulator.control(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer.body;
  }
}
