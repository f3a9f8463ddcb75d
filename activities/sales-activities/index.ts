import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { type BranchNews, newsOf } from '../../model/sales-activity/news.ts';
import type { BranchChange } from '../../store/sales-activities/types.ts';
import { running } from '../run.ts';
import type { SalesActivityDeps } from './deps.ts';
import { type SenderTurn, type TurnInput, turn } from './turn.ts';

export interface ById {
  id: string;
}

/** Activity functions of the sales activities' flows. */
export const createSalesActivityActivities = (deps: SalesActivityDeps) => {
  const { salesActivities } = deps.store;
  return {
    /** Sends what waits for one vendor until its time is over, hundreds in one call, and looks after what waits. */
    sendSalesActivities: (input: TurnInput): Promise<SenderTurn> => running((run) => turn(deps, input, run)),

    /** How far an activity is; nothing where MongoDB does not know it. */
    lookAtBranches: ({ id }: ById): Promise<BranchNews[]> => look(id as SalesActivityId),

    /** Lets go on what has waited long enough. */
    async resumeBranches({ id }: ById): Promise<BranchNews[]> {
      const now = await deps.store.serverTime();
      const rows = await salesActivities.rows([id as SalesActivityId]);
      const due = rows.filter(
        ({ status }) => status.state === 'parked' && status.reason !== PERSON_UNKNOWN && status.until <= now,
      );
      await salesActivities.apply(due.map((row): BranchChange => ({ ...keyOf(row), event: { kind: 'resume' } })));
      return look(id as SalesActivityId);
    },

    /** An operator has cancelled the workflow: what has not left stays. */
    async skipBranches({ id }: ById): Promise<BranchNews[]> {
      const event = { kind: 'skip', reason: 'cancelled' } as const;
      await salesActivities.apply(VENDORS.map((vendor) => ({ id: id as SalesActivityId, vendor, event })));
      return look(id as SalesActivityId);
    },
  };

  async function look(id: SalesActivityId): Promise<BranchNews[]> {
    const record = await salesActivities.get(id);
    if (record === null) return [];
    return VENDORS.flatMap((vendor) => {
      const branch = record.branches[vendor];
      return branch === undefined ? [] : [newsOf({ vendor, status: branch.status })];
    });
  }
};

function keyOf({ id, vendor }: Pick<BranchChange, 'id' | 'vendor'>): Pick<BranchChange, 'id' | 'vendor'> {
  return { id, vendor };
}
