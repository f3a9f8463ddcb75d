import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import type { Clock } from '../../model/ports.ts';
import type { PanelMarketo } from './ports.ts';

const TRIES = 3;
const PAUSE_MS = 400;

/** What passes by itself is tried again, within the time that there is. @throws the last error */
export async function tryAgain<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error, tries, signal)) throw error;
      await pause(clock, signal, error, tries);
    }
  }
}

/** All pages; after passing trouble the one that failed is asked for again, not those before it. */
export async function* allPages(
  { marketo, clock }: { marketo: PanelMarketo; clock: Clock },
  query: Parameters<PanelMarketo['personActivities']>[0],
  signal: AbortSignal,
) {
  let { token } = query;
  for (let tries = 1; ; tries++) {
    try {
      for await (const page of marketo.personActivities({ ...query, token }, { priority: 'panel', signal })) {
        yield page;
        token = page.nextPageToken;
        tries = 1;
      }
      return;
    } catch (error) {
      if (!mayPass(error, tries, signal)) throw error;
      await pause(clock, signal, error, tries);
    }
  }
}

function mayPass(error: unknown, tries: number, signal: AbortSignal): error is AppError {
  if (!isAppError(error) || signal.aborted || tries >= TRIES) return false;
  return error.entry.class === 'retry' || error.entry.class === 'rate';
}

/** Where the time ends before, what stood in the way is told, not that the time is over. */
async function pause(clock: Clock, signal: AbortSignal, error: AppError, tries: number): Promise<void> {
  const wait = Math.max(PAUSE_MS * tries, (error.retryAt?.getTime() ?? 0) - clock.now().getTime());
  try {
    await clock.sleep(wait, signal);
  } catch {
    throw error;
  }
}
