import { log } from '@temporalio/activity';
import { type AppError, isAppError } from '../model/errors/app-error.ts';
import { isSameExhaustion, isUsedUp } from '../model/exhaustion.ts';
import type { PeopleFlow } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';

/** The day's calls are used up: how an activity function ends then. */
export interface Parked {
  kind: 'parked';
  /** ISO 8601. */
  until: string;
  key: string;
}

/** Keeps what stops or slows a flow where `status` finds it, and clears it when the flow works again. */
export async function telling<T>(deps: PeopleDeps, flow: PeopleFlow, body: () => Promise<T>): Promise<T> {
  try {
    const result = await body();
    if (hasWorked(result)) await worksAgain(deps, flow);
    return result;
  } catch (error) {
    if (isAppError(error)) await keep(deps, flow, error, error.retryAt ?? null);
    throw error;
  }
}

/**
 * Ends a flow's work until the day's calls are there again. Said once, however often the flow looks again meanwhile:
 * one line of the log, one failure.
 * @throws the error given, if it is another one
 */
export async function parkedBy(deps: PeopleDeps, flow: PeopleFlow, error: unknown): Promise<Parked> {
  if (!isAppError(error) || !isUsedUp(error)) throw error;
  const { key, retryAt: until } = error;
  const known = (await deps.store.peopleState.get()).troubles[flow];
  if (isSameExhaustion(known, until)) {
    await deps.store.peopleState.setTrouble(flow, { key, until, at: known.at });
  } else {
    await keep(deps, flow, error, until);
    log.warn('The day’s calls are used up', { flow: `people-${flow}`, error: key, until: until.toISOString() });
  }
  return { kind: 'parked', until: until.toISOString(), key };
}

async function worksAgain({ store }: PeopleDeps, flow: PeopleFlow): Promise<void> {
  const trouble = (await store.peopleState.get()).troubles[flow];
  if (trouble === null) return;
  await store.peopleState.setTrouble(flow, null);
  await store.failures.clear(`people-${flow}`);
  log.info('It works again', { flow: `people-${flow}`, error: trouble.key });
}

/** Never throws: the store itself may be what fails, and the first error is the one to report. */
async function keep(
  { store, clock }: PeopleDeps,
  flow: PeopleFlow,
  error: AppError,
  until: Date | null,
): Promise<void> {
  const { key, details } = error;
  await Promise.allSettled([
    store.peopleState.setTrouble(flow, { key, at: clock.now(), until }),
    store.failures.record({ flow: `people-${flow}`, key, details }),
  ]);
}

/** Nothing was tried that could have shown that it works. */
const HAS_NOT_TRIED: ReadonlySet<unknown> = new Set(['parked', 'stopped', 'paused', 'waiting', 'none']);

function hasWorked(result: unknown): boolean {
  return typeof result !== 'object' || result === null || !('kind' in result) || !HAS_NOT_TRIED.has(result.kind);
}
