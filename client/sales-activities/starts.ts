import type { Clock } from '../../model/ports.ts';
import type { BranchAt, Unstarted } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';

/** How workflows of activities are started and told; one that runs already is left alone. */
export interface Workflows {
  start(waiting: readonly Unstarted[]): Promise<void>;
  tell(moved: readonly BranchAt[]): Promise<void>;
}

export interface StartOptions {
  store: Pick<Store, 'salesActivities' | 'serverTime'>;
  workflows: Workflows;
  /** Workflows at work at once; a local Temporal serves about a thousand (temporal-notes 6.2). */
  atOnce?: number;
}

const AT_ONCE = 500;
/** Started by one call, so that a stop or an error leaves few to be started twice. */
const STARTS_AT_A_TIME = 50;
const PAUSE_MS = 250;
/** As long as nothing ends: perhaps no worker runs. */
const PATIENCE_MS = 10_000;

/**
 * Starts the workflows of activities accepted before then, oldest first, never more at work than allowed; the others wait
 * in MongoDB. @returns how many, and whether some were left for want of room
 */
export async function startWaiting(
  { store: { salesActivities, serverTime }, workflows, atOnce = AT_ONCE }: StartOptions,
  acceptedBefore: Date,
): Promise<{ started: number; areMore: boolean }> {
  const waiting = await salesActivities.unstarted(acceptedBefore, STARTS_AT_A_TIME);
  if (waiting.length === 0) return { started: 0, areMore: false };
  // Those that are over come and go; they take no room.
  const room = Math.max(0, atOnce - (await salesActivities.countBusy()));
  let taken = 0;
  const wave = waiting.filter(({ branches }) => isOver(branches) || ++taken <= room);
  if (wave.length === 0) return { started: 0, areMore: true };
  await workflows.start(wave);
  const found = new Map(wave.flatMap(({ branches }) => branches).map((branch) => [keyOf(branch), branch]));
  const now = await salesActivities.markStarted(
    wave.map(({ id }) => id),
    await serverTime(),
  );
  // What a sender stored before the workflow was there, nobody could tell it.
  await workflows.tell(now.filter((branch) => found.get(keyOf(branch))?.status.state !== branch.status.state));
  return { started: wave.length, areMore: true };
}

/**
 * Goes on starting until none is left and `isOver` says that no more will come, or until none of those at work has ended
 * for a while: a worker starts the others. @returns how many it started, and whether some are left
 */
export async function followStarts(
  options: StartOptions & { clock: Clock },
  { isOver: noMore, signal }: { isOver: () => boolean; signal?: AbortSignal },
): Promise<{ started: number; areMore: boolean }> {
  const { clock, store } = options;
  let all = 0;
  let lastAt = clock.now().getTime();
  for (;;) {
    signal?.throwIfAborted();
    // Asked before the look: what came between them is seen by the look.
    const over = noMore();
    const { started, areMore } = await startWaiting(options, await store.serverTime());
    all += started;
    const now = clock.now().getTime();
    if (started > 0 || !over) lastAt = now;
    if (started > 0) continue;
    if (over && (!areMore || now - lastAt >= PATIENCE_MS)) return { started: all, areMore };
    await clock.sleep(PAUSE_MS, signal);
  }
}

function isOver(branches: readonly BranchAt[]): boolean {
  return branches.every(({ status: { state } }) => state === 'done' || state === 'skipped' || state === 'failed');
}

function keyOf({ id, vendor }: BranchAt): string {
  return `${id}/${vendor}`;
}
