import { activityInfo, Context, cancellationSignal, heartbeat } from '@temporalio/activity';

/** Well under the heartbeat time-out of the workflows (15 s), so that a killed worker is noticed fast. */
const HEARTBEAT_EVERY_MS = 3_000;

export interface Running {
  signal: AbortSignal;
  attempt: number;
  /** Shown with the pending activity in the Temporal UI: counts only. */
  note: (details: Record<string, number>) => void;
}

/** Runs the body with the activity's abort signal and heartbeats beside it, whatever it waits for. */
export async function running<T>(body: (running: Running) => Promise<T>): Promise<T> {
  let details: Record<string, number> = {};
  heartbeat(details);
  // The timer fires outside the activity's own context in some runtimes, so hold on to it.
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details), HEARTBEAT_EVERY_MS);
  try {
    return await body({
      signal: cancellationSignal(),
      attempt: activityInfo().attempt,
      note: (next) => {
        details = next;
      },
    });
  } finally {
    clearInterval(timer);
  }
}
