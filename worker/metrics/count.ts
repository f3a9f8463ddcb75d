import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { SalesActivityDeps } from '../../activities/sales-activities/deps.ts';
import type { MarketoClient } from '../../marketo/types.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import type { QuotaLedger } from '../../model/ports.ts';
import type { BranchChanged } from '../../store/sales-activities/types.ts';
import type { PeopleStore, Store } from '../../store/types.ts';
import { reasonOf } from './labels.ts';
import type { Meter } from './meter.ts';
import { countingCalls, countingReads } from './reads.ts';

/** Counts how the attempts of one activity function end. */
function countAttempts(meter: Meter, activity: string): ActivityInboundCallsInterceptor {
  const count = (outcome: string, error: string, errorClass: string) =>
    meter.count('actions_sync_activity_attempts_total', { activity, outcome, error, class: errorClass });
  return {
    async execute(input, next) {
      try {
        const result = await next(input);
        count('worked', '', '');
        return result;
      } catch (error) {
        if (isAppError(error)) count('failed', error.key, error.entry.class);
        else if (isStop(error)) count('stopped', '', '');
        else count('failed', 'unexpected', 'bug');
        throw error;
      }
    },
  };
}

function isStop(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledFailure');
}

type Counted = { meter: Meter } | null;

/** Inside the error mapper, which comes first: they see what was thrown. */
export function countingInterceptors(metrics: Counted): ActivityInterceptorsFactory[] {
  if (metrics === null) return [];
  return [({ info }) => ({ inbound: countAttempts(metrics.meter, info.activityType) })];
}

/** Counts calls to Marketo. */
export function callsCounted(metrics: Counted): (ledger: QuotaLedger) => QuotaLedger {
  return (ledger) => (metrics === null ? ledger : countingCalls(ledger, metrics.meter));
}

/** Counts who is read and written. */
export function counted<Deps extends { store: Store; marketo: MarketoClient }>(deps: Deps, metrics: Counted): Deps {
  if (metrics === null) return deps;
  const { store, marketo } = deps;
  return {
    ...deps,
    store: { ...store, people: countingPeople(store.people, metrics.meter) },
    marketo: countingReads(marketo, metrics.meter),
  };
}

/** Counts branches of sales activities that moved. */
export function toldAndCounted<Deps extends Pick<SalesActivityDeps, 'tell'>>(deps: Deps, metrics: Counted): Deps {
  if (metrics === null) return deps;
  return {
    ...deps,
    tell: (changed: readonly BranchChanged[]) => {
      for (const { vendor, changed: isChanged, status } of changed) {
        if (isChanged && status !== null)
          metrics.meter.count('actions_sync_sales_activity_branches_total', {
            vendor,
            state: status.state,
            ...reasonOf(status),
          });
      }
      deps.tell(changed);
    },
  };
}

function countingPeople(people: PeopleStore, meter: Meter): PeopleStore {
  return {
    ...people,
    apply: async (writes, options) => {
      await people.apply(writes, options);
      const states = new Map<string, number>();
      for (const { part } of writes) states.set(part.state, (states.get(part.state) ?? 0) + 1);
      for (const [state, many] of states)
        meter.count('actions_sync_people_written_total', { state, evidence: options.evidence }, many);
    },
  };
}
