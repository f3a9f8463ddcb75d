import { describe } from 'vitest';
import { accessContract } from './contract-access.ts';
import { alertsContract } from './contract-alerts.ts';
import { bookkeepingContract } from './contract-bookkeeping.ts';
import { connectionsContract } from './contract-connections.ts';
import { depthsContract } from './contract-depths.ts';
import { erasuresContract } from './contract-erasures.ts';
import { idempotencyContract } from './contract-idempotency.ts';
import { listsContract } from './contract-lists.ts';
import { panelsContract } from './contract-panels.ts';
import { peopleContract } from './contract-people.ts';
import { positionsContract } from './contract-positions.ts';
import { pushesContract } from './contract-pushes.ts';
import { reconcileContract } from './contract-reconcile.ts';
import { retentionContract } from './contract-retention.ts';
import { salesActivitiesContract } from './contract-sales-activities.ts';
import { salesActivityWorkflowsContract } from './contract-sales-activity-workflows.ts';
import { samplesContract } from './contract-samples.ts';
import { sellersContract } from './contract-sellers.ts';
import { tasksContract } from './contract-tasks.ts';
import { unsubscribesContract } from './contract-unsubscribes.ts';
import type { OpenedStore } from './open.ts';

/** What every MongoDB must give the store; callers repeat what fails for passing trouble. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`store on ${name}`, () => {
    peopleContract(open);
    positionsContract(open);
    bookkeepingContract(open);
    reconcileContract(open);
    salesActivitiesContract(open);
    salesActivityWorkflowsContract(open);
    sellersContract(open);
    connectionsContract(open);
    unsubscribesContract(open);
    tasksContract(open);
    panelsContract(open);
    alertsContract(open);
    erasuresContract(open);
    retentionContract(open);
    accessContract(open);
    depthsContract(open);
    samplesContract(open);
    pushesContract(open);
    idempotencyContract(open);
    listsContract(open);
  });
}
