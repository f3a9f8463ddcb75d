import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { createSalesActivityActivities } from '../activities/sales-activities/index.ts';
import { errorEntry, isErrorKey } from '../model/errors/registry.ts';
import type { Vendor } from '../model/sales-activity/kinds.ts';
import type { BranchNews } from '../model/sales-activity/news.ts';
import { Branches } from './branches.ts';
import { Alarm, Display, renewIfSuggested } from './flow.ts';
import { branchMoved, progress, wake } from './messages.ts';

export interface LogInput {
  v: 1;
  /** The activity's own. */
  id: string;
  /** As its starter found them. */
  branches: BranchNews[];
}

export type LogResult = Partial<Record<Vendor, string>>;

/** Reads and moves of one row in MongoDB: fast, and no task of their own in the history. */
const { lookAtBranches, resumeBranches, skipBranches } = proxyLocalActivities<
  ReturnType<typeof createSalesActivityActivities>
>({ startToCloseTimeout: '10 seconds', retry: { maximumAttempts: 3 } });

/** A signal may be lost: looks by itself, soon, then ever more seldom. */
const FIRST_LOOK_MS = 60_000;
const LONGEST_LOOK_MS = 3_600_000;

/**
 * Follows one sales activity to its end at each vendor. The senders write it, hundreds in one call; waiting, going on
 * after a wait and failing are decided and seen here.
 * @throws ApplicationFailure whose type is the error's key, where a branch has failed for good
 */
export async function logSalesActivity(input: LogInput): Promise<LogResult> {
  const branches = new Branches(input.branches);
  const display = new Display();
  const alarm = new Alarm();
  let isWoken = false;
  setHandler(branchMoved, (news) => branches.take(news), { description: 'How far it is at a vendor; by the senders.' });
  const raise = () => {
    isWoken = true;
  };
  setHandler(wake, raise, { description: 'Look at MongoDB again: retried or dismissed.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  display.assume({ state: 'logging' });
  try {
    let looks = 0;
    let lookAt = Date.now() + FIRST_LOOK_MS;
    while (!branches.areOver()) {
      display.show(branches.shown());
      const { version } = branches;
      const until = branches.nextUntil();
      // A wait that was over and is not: whoever ends it was slower than this clock.
      alarm.set(until === null ? lookAt : Math.max(Date.parse(until), looks === 0 ? 0 : lookAt));
      await condition(() => alarm.hasRung || isWoken || branches.version !== version);
      if (branches.version !== version) {
        looks = 0;
        continue;
      }
      isWoken = false;
      looks += 1;
      lookAt = Date.now() + Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** (looks - 1));
      branches.take(
        await orNothing(until === null ? lookAtBranches({ id: input.id }) : resumeBranches({ id: input.id })),
      );
      await renewIfSuggested<typeof logSalesActivity>({ ...input, branches: branches.all() });
    }
  } catch (error) {
    // Cancelled by an operator: what has not left does not leave any more.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => skipBranches({ id: input.id }));
    throw error;
  }
  display.show(branches.shown());
  const failed = branches.firstFailed();
  if (failed !== null) throw failure(failed);
  return branches.result();
}

/** MongoDB away: the next look asks again. */
async function orNothing(look: Promise<BranchNews[]>): Promise<BranchNews[]> {
  try {
    return await look;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return [];
  }
}

function failure({ vendor, detail }: BranchNews): ApplicationFailure {
  const key = detail !== null && isErrorKey(detail) ? detail : 'unexpected';
  const { class: errorClass, meaning, fix } = errorEntry(key);
  const failed = ApplicationFailure.nonRetryable(`${meaning} (vendor: ${vendor})`, key, {
    class: errorClass,
    fix,
    retryAt: null,
  });
  failed.stack = '';
  return failed;
}
