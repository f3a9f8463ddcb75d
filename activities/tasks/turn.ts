import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { Seller } from '../../store/sellers/types.ts';
import { ownersOf } from '../sales-activities/salesforce/sellers.ts';
import type { TaskDeps, TaskSalesforce } from './deps.ts';
import type { Flow } from './flow.ts';
import { beginnersOf } from './pull/first-time.ts';
import { type Pulled, pull, pullDueInMs } from './pull/pull.ts';
import { type Pushed, push } from './push/push.ts';
import { RefusedWatch } from './push/refused-watch.ts';
import { createTaskOrgReader } from './salesforce/org.ts';
import { SellerUsers } from './sellers.ts';
import { SequenceWatch } from './sequence-watch.ts';

export interface TurnRun {
  signal: AbortSignal;
  /** The last committed sequence that anybody knows of: a database that knows less was restored from a backup. */
  remembered: number;
  /** Told each committed sequence. */
  onSequence: (sequence: number) => void;
}

/** What a process remembers from turn to turn; nothing that another one would miss. */
export type TurnMemory = Pick<Flow, 'readOrg' | 'refusals'>;

/** null: Salesforce is not connected. */
export function createTurnMemory({ salesforce, clock }: Pick<TaskDeps, 'salesforce' | 'clock'>): TurnMemory | null {
  if (salesforce === null) return null;
  return { readOrg: createTaskOrgReader(salesforce, clock), refusals: new RefusedWatch() };
}

/** off: for everybody. */
export type TaskTurn = { kind: 'off'; sequence: number } | TasksSynced;

interface TasksSynced {
  kind: 'done';
  sequence: number;
  /** Sellers for whom it is on, and those of them whom Salesforce does not know. */
  sellers: number;
  withoutUser: number;
  /** Null: no look was due. */
  pulled: Pulled | null;
  pushed: Omit<Pushed, 'error' | 'nextInMs'>;
  /** Of the registry: what stops a part of it. */
  trouble: ErrorKey | null;
  nextInMs: number;
}

const FLOW = 'tasks';
const LEAST_PAUSE_MS = 1_000;
/** What is made in Salesforce comes here all the same. */
const KEY_MISSING = 'salesforce.keyField.missing';

/**
 * One turn: what waits goes out, and what Salesforce has to tell is taken where a look is due. Positions are in MongoDB,
 * so that whoever does the next turn goes on from here.
 * @throws AppError `store.restored`, `salesforce.notConnected` and those of every call
 */
export async function turn(deps: TaskDeps, memory: TurnMemory | null, run: TurnRun): Promise<TaskTurn> {
  try {
    const sequence = new SequenceWatch(deps.store, run);
    await refuseRestored(deps, sequence);
    const { sync, intervalMs } = await deps.store.settings.tasks();
    const { generation } = await deps.store.tasks.observeSync(sync);
    const on = sync ? await deps.store.sellers.withTasks() : [];
    if (on.length === 0) {
      await deps.store.failures.clear(FLOW);
      return { kind: 'off', sequence: await sequence.look() };
    }
    const { salesforce } = deps;
    if (salesforce === null || memory === null) throw new AppError('salesforce.notConnected');
    const flow = await openFlow(deps, { salesforce, memory }, on, run.signal);
    return await synced(flow, on, { generation, intervalMs, sequence });
  } catch (error) {
    if (isAppError(error) && !run.signal.aborted) await keep(deps, error);
    throw error;
  }
}

/** Until what went out since the backup is doubted, nothing goes out. @throws AppError `store.restored` */
async function refuseRestored({ store }: TaskDeps, sequence: SequenceWatch): Promise<void> {
  const [state] = await Promise.all([store.peopleState.get(), sequence.look()]);
  if (state.troubles.changes?.key === 'store.restored') throw new AppError('store.restored');
}

/** Where `failures` finds it. Never throws: the store itself may be what fails. */
async function keep({ store }: TaskDeps, { key, details }: AppError): Promise<void> {
  await Promise.allSettled([store.failures.record({ flow: FLOW, key, details })]);
}

async function openFlow(
  { store, clock, instance }: TaskDeps,
  { salesforce, memory }: { salesforce: TaskSalesforce; memory: TurnMemory },
  on: readonly Seller[],
  signal: AbortSignal,
): Promise<Flow> {
  const context = { signal };
  const org = await memory.readOrg(context);
  const addresses = on.map(({ email }) => email);
  const owners = await ownersOf({ salesforce, sellers: store.sellers, clock }, addresses, context);
  const { subjectTemplate } = await store.settings.salesforce();
  const sellers = new SellerUsers(
    addresses.flatMap((email) => comparableAddress(email) ?? []),
    new Map(
      [...owners].flatMap(([email, owner]) => {
        const seller = comparableAddress(email);
        return seller === null ? [] : [[seller, owner] as const];
      }),
    ),
  );
  return { store, salesforce, clock, instance, context, org, ...memory, sellers, subjectTemplate };
}

/** What waits goes out first: it is compared with Salesforce just before. A look that fails holds up nothing of it. */
async function synced(
  flow: Flow,
  on: readonly Seller[],
  { generation, intervalMs, sequence }: { generation: number; intervalMs: number; sequence: SequenceWatch },
): Promise<TasksSynced> {
  const { failures } = flow.store;
  const { error, nextInMs, ...pushed } = await push(flow, () => sequence.countCall());
  const beginners = await beginnersOf(flow, on, generation);
  const now = await salesforceNow(flow);
  const dueInMs = beginners.length > 0 ? 0 : await pullDueInMs(flow, now, intervalMs);
  const pulled = dueInMs === 0 ? await pull(flow, beginners, now) : null;
  if (error !== null) throw error;
  const trouble = pushed.withoutKey > 0 ? KEY_MISSING : null;
  await failures.keepOnly(FLOW, trouble === null ? [] : [{ key: trouble, details: {} }]);
  return {
    kind: 'done',
    sequence: await sequence.look(),
    sellers: on.length,
    withoutUser: flow.sellers.unknown.length,
    pulled,
    pushed,
    trouble,
    nextInMs: Math.max(LEAST_PAUSE_MS, Math.min(nextInMs, pulled === null ? dueInMs : intervalMs)),
  };
}

/** Salesforce's clock, which any answer tells. */
async function salesforceNow({ salesforce, readOrg, context }: Flow): Promise<Date> {
  const told = salesforce.serverTime();
  if (told !== null) return told;
  await readOrg(context, { isFresh: true });
  const now = salesforce.serverTime();
  if (now === null) throw new AppError('salesforce.badAnswer', { details: { endpoint: 'describe', at: 'Date' } });
  return now;
}
