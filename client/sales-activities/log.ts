import type { Clock } from '../../model/ports.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import { type Problem, parseSalesActivity } from '../../model/sales-activity/parse.ts';
import type { Store } from '../../store/types.ts';

/**
 * accepted  stored, and will be logged     known  logged before with the same content: nothing happens again
 * rejected  not stored, for the problems named; `id`: the line's, where it has a proper one
 */
export type LogResult =
  | { id: string; result: 'accepted' | 'known' }
  | { id: string | null; result: 'rejected'; problems: Problem[] };

/** Activities stored by one round of commands: memory stays flat, and a crash leaves little to mend. */
export const LINES_AT_ONCE = 500;

const TAKEN: Problem = { field: 'id', reason: 'belongs to another activity that was logged before' };
const GONE: Problem = { field: 'personId', reason: 'names a person who was erased for privacy (person.erased)' };

/**
 * Takes sales activities as callers give them: parsed JSON values in the format of `docs/sales-activity.schema.json`.
 * One that is wrong does not hold up its neighbours. Those accepted are safe: stored, and logged in time whatever fails.
 * @returns one result for each, in order
 */
export async function logSalesActivities(
  { store, clock }: { store: Pick<Store, 'salesActivities'>; clock: Pick<Clock, 'now'> },
  values: readonly unknown[],
): Promise<LogResult[]> {
  const results: LogResult[] = [];
  for (let from = 0; from < values.length; from += LINES_AT_ONCE) {
    const parsed = values.slice(from, from + LINES_AT_ONCE).map((value) => parseSalesActivity(value, clock.now()));
    const valid = parsed.flatMap((line): SalesActivity[] => (line.kind === 'valid' ? [line.activity] : []));
    const outcomes = (await store.salesActivities.intake(valid)).values();
    for (const line of parsed) {
      if (line.kind === 'invalid') results.push({ id: line.id, result: 'rejected', problems: line.problems });
      else {
        const { id } = line.activity;
        const outcome = outcomes.next().value ?? 'different';
        if (outcome === 'different' || outcome === 'erased')
          results.push({ id, result: 'rejected', problems: [outcome === 'erased' ? GONE : TAKEN] });
        else results.push({ id, result: outcome });
      }
    }
  }
  return results;
}
