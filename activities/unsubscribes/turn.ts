import { isAppError } from '../../model/errors/app-error.ts';
import { restored } from '../../model/errors/restored.ts';
import type { PushCounts } from '../../store/unsubscribes/types.ts';
import type { UnsubscribeDeps } from './deps.ts';
import { pushOnce } from './push.ts';

export interface PushTurnInput {
  /** Of the last turn that the caller knows of. */
  sequence: number | null;
}

/** done: nothing is due any more, or the turn's time is over. Addresses that wait, and when the next of them is due. */
export interface PushTurn {
  kind: 'done' | 'notConnected';
  sequence: number;
  told: number;
  waiting: number;
  parked: number;
  /** Of one that is parked. */
  error: string | null;
  nextInMs: number | null;
}

export const PUSH_FLOW = 'unsubscribes';
/** Each turn is an event or two: what lasts longer goes on in the next one. */
const TURN_MS = 5 * 60_000;

interface Running {
  signal: AbortSignal;
  /** The last sequence that an attempt before this one has noted. */
  noted: number | null;
  note: (details: { sequence: number; told: number }) => void;
}

/**
 * Tells Salesforce of what waits until nothing is due.
 * @throws AppError `store.restored`, and what concerns every address
 */
export async function pushTurn(deps: UnsubscribeDeps, input: PushTurnInput, run: Running): Promise<PushTurn> {
  const { unsubscribes, failures } = deps.store;
  try {
    let sequence = await knownSequence(deps, Math.max(input.sequence ?? 0, run.noted ?? 0));
    if (deps.salesforce === null) return result('notConnected', sequence, 0, await unsubscribes.pushes(), 0);
    const endsAt = deps.clock.now().getTime() + TURN_MS;
    let told = 0;
    while (!deps.stopping.aborted && deps.clock.now().getTime() < endsAt) {
      if (!(await unsubscribes.isDue(await deps.store.serverTime()))) break;
      const next = await unsubscribes.nextSequence();
      // A database that is put back while the turn lasts.
      if (next <= sequence) throw restored(sequence);
      sequence = next;
      run.note({ sequence, told });
      const taken = await pushOnce(deps, deps.salesforce, run.signal);
      if (taken === 0) break;
      told += taken;
    }
    const counts = await unsubscribes.pushes();
    await tellParked(deps, counts);
    return result('done', sequence, told, counts, (await deps.store.serverTime()).getTime());
  } catch (error) {
    // Where `failures` finds it; the store itself may be what fails.
    if (isAppError(error)) {
      await Promise.allSettled([failures.record({ flow: PUSH_FLOW, key: error.key, details: error.details })]);
    }
    throw error;
  }
}

/** Until the opt-outs of Salesforce have been read again, nothing goes out. @throws AppError `store.restored` */
async function knownSequence({ store }: UnsubscribeDeps, remembered: number): Promise<number> {
  const [known, state] = await Promise.all([store.unsubscribes.sequence(), store.peopleState.get()]);
  if (known < remembered || state.troubles.changes?.key === 'store.restored') throw restored(remembered);
  return known;
}

/** What a person has to see to; passing trouble is in `status` alone. */
async function tellParked({ store }: UnsubscribeDeps, { errors }: PushCounts): Promise<void> {
  const now = errors.map(({ error: key, count }) => ({ key, details: { addresses: count } }));
  await store.failures.keepOnly(PUSH_FLOW, now);
}

function result(kind: PushTurn['kind'], sequence: number, told: number, counts: PushCounts, now: number): PushTurn {
  const { waiting, sending, parked, errors } = counts;
  const next = errors.reduce<Date | null>(
    (least, { nextAt }) => (least !== null && least < nextAt ? least : nextAt),
    null,
  );
  return {
    ...{ kind, sequence, told, parked },
    waiting: waiting + sending,
    error: errors[0]?.error ?? null,
    nextInMs: kind === 'done' && next !== null ? Math.max(0, next.getTime() - now) : null,
  };
}
