import { isSalesActivityId } from '../../model/sales-activity/id.ts';
import type { WokenFlow } from '../../model/settings/groups.ts';
import { outboxKey } from '../../store/sales-activities/document.ts';
import type { createActivityFailures } from '../sales-activities/failures.ts';
import type { createTaskFailures } from '../tasks/failures.ts';
import type { createAddressFailures } from '../unsubscribes/failures.ts';
import type { createFlowFailures } from './flows.ts';
import type { FailureOf, FailurePlace, FailureRecord, FailureSelection } from './types.ts';

/** The flow that tells Salesforce of opt-outs. */
export const PUSH = 'unsubscribes' satisfies WokenFlow;
export const SALESFORCE = 'salesforce' as const;

/** A record with its place in the list. */
export interface Walked {
  record: FailureRecord;
  place: FailurePlace;
}

interface Parts {
  flows: Pick<ReturnType<typeof createFlowFailures>, 'rows'>;
  activities: Pick<ReturnType<typeof createActivityFailures>, 'show'>;
  tasks: Pick<ReturnType<typeof createTaskFailures>, 'show'>;
  addresses: Pick<ReturnType<typeof createAddressFailures>, 'show'>;
}

type Walker = (selection: FailureSelection, after: string, look?: number) => AsyncGenerator<Walked>;

/** Null: none of them can be meant. */
export function partsOf({ key, vendor, ids }: FailureSelection) {
  return {
    activities: { key, vendor, ids: ids?.filter(isSalesActivityId) },
    tasks: vendor === 'marketo' ? null : { key, ids },
    addresses: vendor === 'marketo' || ids !== undefined ? null : { key },
  };
}

/** All that failed, in one order: flows, then records by kind and id. */
export function createWalk({ flows, activities, tasks, addresses }: Parts) {
  const walkers: Record<FailureOf, Walker> = {
    async *flow(selection, after) {
      const skip = Number(after);
      for (const [index, row] of (await flows.rows(selection)).entries())
        if (index >= skip) yield { record: { of: 'flow', ...row }, place: { of: 'flow', after: String(index + 1) } };
    },

    async *salesActivities(selection, after, look) {
      for await (const row of activities.show(partsOf(selection).activities, after, look)) {
        const record = { of: 'salesActivities', flow: 'sales-activities', ...row } as const;
        yield { record, place: { of: 'salesActivities', after: outboxKey(row.id, row.vendor) } };
      }
    },

    async *tasks(selection, after) {
      const { tasks: wanted } = partsOf(selection);
      if (wanted === null) return;
      for await (const row of tasks.show(wanted, after))
        yield {
          record: { of: 'tasks', flow: 'tasks', vendor: SALESFORCE, ...row },
          place: { of: 'tasks', after: row.id },
        };
    },

    async *addresses(selection, after) {
      const { addresses: wanted } = partsOf(selection);
      if (wanted === null) return;
      let given = Number(after);
      for await (const row of addresses.show(wanted.key, given))
        yield {
          record: { of: 'addresses', flow: PUSH, vendor: SALESFORCE, ...row },
          place: { of: 'addresses', after: String(++given) },
        };
    },
  };
  const order = Object.keys(walkers) as FailureOf[];

  /** @param look about how many are wanted, where it is few */
  return async function* walk(
    selection: FailureSelection,
    from: FailurePlace | null,
    look?: number,
  ): AsyncGenerator<Walked> {
    const start = from === null ? 0 : order.indexOf(from.of);
    for (const of of order.slice(start)) yield* walkers[of](selection, from?.of === of ? from.after : '', look);
  };
}
