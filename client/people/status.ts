import { brakeLimit } from '../../model/brake.ts';
import { errorEntry, isErrorKey } from '../../model/errors/registry.ts';
import { pollInterval } from '../../model/push/poll.ts';
import type { QuotaLimits } from '../../model/quota.ts';
import type { ReconcileRun } from '../../model/reconcile.ts';
import type { PeopleSettings } from '../../model/settings.ts';
import { STRATEGY_UNITS } from '../../model/strategy.ts';
import type { PushesNow } from '../../store/pushes/types.ts';
import type { PeopleFlow, PeopleState, QuotaStatus, Store, Trouble } from '../../store/types.ts';
import { pushesStatus } from './pushes-status.ts';

export interface PeopleFacts {
  now: Date;
  state: PeopleState;
  /** The comparison under way. */
  run: ReconcileRun | null;
  settings: PeopleSettings;
  counts: { suspects: number; held: number };
  leftWithin24h: number;
  quota: QuotaStatus;
  pushes: PushesNow;
  /** Pushed people who wait. */
  pushed: number;
}

/** How the people sync stands: the document of `people status --json`. Ages and rates are in seconds. */
export interface PeopleStatus extends ReturnType<typeof peopleStatus> {}

/** Reads it from MongoDB alone; `limits`: what we may use of Marketo's, for the quota that is left. */
export async function readPeopleStatus(
  store: Pick<Store, 'peopleState' | 'reconcile' | 'settings' | 'suspects' | 'brake' | 'quota' | 'pushes'>,
  limits: QuotaLimits,
): Promise<PeopleStatus> {
  const now = new Date();
  const [state, run, settings, counts, leftWithin24h, quota, pushes, pushed] = await Promise.all([
    store.peopleState.get(),
    store.reconcile.get(),
    store.settings.people(),
    store.suspects.counts(),
    store.brake.used(now),
    store.quota.status(limits),
    store.pushes.state(),
    store.pushes.depth(),
  ]);
  return peopleStatus({ now, state, run, settings, counts, leftWithin24h, quota, pushes, pushed });
}

/** What the screen shows, too. */
export function peopleStatus(facts: PeopleFacts) {
  const { now, state, run, settings, counts, leftWithin24h, quota, pushes, pushed } = facts;
  return {
    at: now,
    initial: initial(state),
    changes: {
      state: state.changes,
      caughtUpAt: state.caughtUpAt,
      lagSeconds: state.caughtUpAt === null ? null : Math.max(0, secondsBetween(state.caughtUpAt, now)),
      lastTurn: state.lastTurn,
    },
    reconcile: { state: run?.state ?? 'none', run, last: state.lastReconcile },
    visible: state.visible,
    held: counts.held,
    suspects: counts.suspects,
    leftWithin24h,
    leftWithin24hLimit: brakeLimit(state.visible),
    settings: {
      sync: settings.sync,
      intervalSeconds: settings.intervalMs / 1_000,
      /** How often polling looks now, unless the day's calls stretch it. */
      pollSeconds: pollInterval(settings, pushes, now) / 1_000,
      cap: settings.cap,
    },
    pushes: pushesStatus(pushes, pushed, now),
    quota,
    troubles: troubles(state, run),
  };
}

function initial({
  initial: scan,
  strategy,
  progress,
  startedAt,
  completedAt,
  troubles: { initial: trouble },
}: PeopleState) {
  const done = progress?.done ?? 0;
  const total = progress?.total ?? null;
  const share = scan === 'complete' ? 1 : total === null || total === 0 ? null : Math.min(1, done / total);
  const end = completedAt ?? progress?.at ?? null;
  const seconds = startedAt === null || end === null ? 0 : secondsBetween(startedAt, end);
  const peoplePerSecond = progress !== null && seconds > 0 ? progress.read / seconds : null;
  // Until tomorrow no rate says anything.
  const waits = trouble !== null && trouble.until !== null;
  const goesOn = scan === 'running' && !waits && total !== null && done > 0 && seconds > 0;
  return {
    state: scan,
    strategy,
    /** Counted in `unit`. */
    done,
    total,
    unit: STRATEGY_UNITS[strategy ?? 'ids'],
    share,
    peopleRead: progress?.read ?? 0,
    qualified: progress?.qualified ?? 0,
    calls: progress?.calls ?? 0,
    peoplePerSecond,
    /** At the average rate so far. */
    secondsLeft: goesOn ? Math.max(0, total - done) / (done / seconds) : null,
    startedAt,
    completedAt,
  };
}

/** Of the flows that are on; a paused one goes on when it is resumed. */
function troubles({ initial: scan, changes, troubles: found }: PeopleState, run: ReconcileRun | null) {
  const states = { initial: scan, changes, reconcile: run?.state ?? 'none' };
  const flows: PeopleFlow[] = ['initial', 'changes', 'reconcile'];
  return flows.flatMap((flow) => {
    const trouble = found[flow];
    const isOn = states[flow] === 'running' || states[flow] === 'paused';
    return trouble === null || !isOn ? [] : [{ flow, paused: states[flow] === 'paused', ...told(trouble) }];
  });
}

function told({ key, at, until }: Trouble) {
  const { meaning, cause, fix, class: errorClass } = errorEntry(isErrorKey(key) ? key : 'unexpected');
  return { key, at, until, class: errorClass, meaning, cause, fix };
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
