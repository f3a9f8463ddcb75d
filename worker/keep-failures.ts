import { cancellationSignal } from '@temporalio/activity';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { FailureStore } from '../store/types.ts';
import { kindOf } from './errors.ts';

/** What is kept of an activity function's failures, where `failures` finds it. */
export interface Kept {
  /** From its input, where one function works for several. */
  flow: string | ((input: never) => string);
  /** `unexpected`: what is in the registry it keeps itself, or it tells who asked. */
  keeps: 'all' | 'unexpected';
  /**
   * Its success shows that the flow works. `once`: functions that run very often clear once after a worker's start, and
   * after each failure.
   */
  clears?: 'always' | 'once';
}

const UNEXPECTED = 'unexpected';

type Activity = (input: never) => Promise<unknown>;
type Failures = Pick<FailureStore, 'record' | 'clear' | 'drop'>;

/**
 * The same activity functions, which keep what they fail with. The types make sure that none is left out. Nothing about
 * keeping ever throws: the store itself may be what fails, and the first error is the one to report.
 */
export function keepingFailures<Activities extends Record<keyof Activities, Activity>>(
  failures: Failures,
  activities: Activities,
  kept: Record<keyof Activities, Kept>,
): Activities {
  const keeper = new Keeper(failures);
  const wrapped = Object.entries<Activity>(activities).map(([name, work]) => {
    const what = kept[name as keyof Activities];
    const flowOf = (input: never) => (typeof what.flow === 'string' ? what.flow : what.flow(input));
    return [name, (input: never) => keeper.run(name, { ...what, flow: flowOf(input) }, () => work(input))] as const;
  });
  return Object.fromEntries(wrapped) as Activities;
}

type KeptOf = Kept & { flow: string };

class Keeper {
  /** Flows and functions of which nothing may still be told, by this process or the one before it. */
  private readonly quiet = new Set<string>();
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async run(name: string, kept: KeptOf, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const result = await work();
      await this.worked(name, kept);
      return result;
    } catch (error) {
      // To be stopped is no failure.
      if (!cancellationSignal().aborted) await this.failed(kept, error);
      throw error;
    }
  }

  private async worked(name: string, { flow, keeps, clears }: KeptOf): Promise<void> {
    if (clears === 'always') await Promise.allSettled([this.failures.clear(flow)]);
    const place = `${flow} ${name}`;
    if (this.quiet.has(place) || clears === 'always') return;
    const clearing = clears === 'once' ? this.failures.clear(flow) : null;
    const dropping = keeps === UNEXPECTED ? this.failures.drop([{ flow, key: UNEXPECTED }]) : null;
    const done = await Promise.allSettled([clearing, dropping]);
    if (done.every(({ status }) => status === 'fulfilled')) this.quiet.add(place);
  }

  private async failed({ flow, keeps }: KeptOf, error: unknown): Promise<void> {
    if (isAppError(error) && keeps === UNEXPECTED) return;
    const { key, details } = isAppError(error) ? error : new AppError(UNEXPECTED, { details: { kind: kindOf(error) } });
    this.quiet.clear();
    await Promise.allSettled([this.failures.record({ flow, key, details })]);
  }
}
