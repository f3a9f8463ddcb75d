import { AppError } from '../../../model/errors/app-error.ts';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import type { QuotaLimits } from '../../../model/quota.ts';
import { systemClock } from '../../../net/system-clock.ts';
import { duration, LiveLine, type ProgressSample, progressLine } from './progress.ts';
import type { Running } from './types.ts';

const LOOK_EVERY_MS = 250;
/** The rate is taken over the last few seconds. */
const RATE_OVER_MS = 4_000;

/** Shows the initial sync until it is complete. @throws AppError `usage.wrong` when it was cancelled */
export async function watchInitial({ store, say, signal }: Running, limits: QuotaLimits): Promise<void> {
  const line = new LiveLine(process.stderr);
  const samples: ProgressSample[] = [];
  let told = '';
  for (;;) {
    signal.throwIfAborted();
    const [state, quota] = await Promise.all([store.peopleState.get(), store.quota.status(limits)]);
    samples.push({ at: Date.now(), state, quota });
    while (samples.length > 2 && Date.now() - (samples[0]?.at ?? 0) > RATE_OVER_MS) samples.shift();
    const [first] = samples;
    const last = samples.at(-1);
    if (first !== undefined && last !== undefined) line.show(progressLine(last, first));
    // The initial sync's first: what stops both flows is said once.
    const key = (state.troubles.initial ?? state.troubles.changes)?.key ?? '';
    if (key !== told && isErrorKey(key)) {
      told = key;
      const { meaning, fix } = errorEntry(key);
      line.end();
      say(`${meaning}. ${fix}`);
    }
    if (state.initial === 'complete') {
      line.end();
      const seconds = ((state.completedAt?.getTime() ?? 0) - (state.startedAt?.getTime() ?? 0)) / 1_000;
      const { read = 0, qualified = 0 } = state.progress ?? {};
      say(
        `Initial sync complete: ${read.toLocaleString('en')} people read, ${qualified.toLocaleString('en')} qualified, in ${duration(seconds)}.`,
      );
      return;
    }
    if (state.initial === 'cancelled')
      throw new AppError('usage.wrong', {
        details: { cause: 'the initial sync was cancelled', fix: 'actions-sync people start' },
      });
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
}
