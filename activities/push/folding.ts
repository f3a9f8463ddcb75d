import { isAppError } from '../../model/errors/app-error.ts';
import { isUsedUp } from '../../model/exhaustion.ts';
import { PUSH_DAY_SHARE } from '../../model/quota.ts';
import type { FoldReason } from '../../store/pushes/types.ts';
import type { PushDeps } from './deps.ts';

/** Ten calls: polling reads more at once with fewer, and tells their latest state as well. */
export const BURST_PEOPLE = 3_000;
const BURST_MS = 60_000;

export interface Fold {
  reason: FoldReason;
  until: Date;
}

/** Why pushes can't be read now, if so: a mass update, or their part of the day's calls is used up. */
export async function reasonToFold({ store, limits, clock }: PushDeps, waiting: number): Promise<Fold | null> {
  if (waiting > BURST_PEOPLE) return { reason: 'burst', until: new Date(clock.now().getTime() + BURST_MS) };
  const { byPriority, resetsAt } = await store.quota.status(limits);
  const used = byPriority.push ?? 0;
  return used < PUSH_DAY_SHARE * limits.dayCalls ? null : { reason: 'quota', until: resetsAt };
}

/** @throws the error given, if the day's calls are there */
export function foldOf(error: unknown): Fold {
  if (!isAppError(error) || !isUsedUp(error)) throw error;
  return { reason: 'quota', until: error.retryAt };
}

/** From now on nobody is taken, and those who wait are left to polling, which must look after this. */
export async function fold({ store }: PushDeps, { reason, until }: Fold): Promise<void> {
  await store.pushes.fold({ reason, until });
  await store.pushes.count({ folded: await store.pushes.drop() });
}
