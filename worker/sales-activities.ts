import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import type { PeopleDeps } from '../activities/deps.ts';
import type { SalesActivityDeps } from '../activities/sales-activities/deps.ts';
import { createMarketoSender } from '../activities/sales-activities/marketo/sender.ts';
import type { OwnConnections } from '../activities/sales-activities/salesforce/own-connections.ts';
import { createSalesforceSender } from '../activities/sales-activities/salesforce/sender.ts';
import { startWaiting } from '../client/sales-activities/starts.ts';
import { activityWorkflows } from '../client/sales-activities/workflows.ts';
import type { TemporalConfig } from '../client/temporal-config.ts';
import { isAppError } from '../model/errors/app-error.ts';
import type { SalesforceClient } from '../salesforce/index.ts';
import { Teller } from './tell.ts';

export interface Options {
  deps: PeopleDeps & { salesforce: SalesforceClient | null };
  temporal: TemporalConfig;
  instance: string;
  stopping: AbortSignal;
  logger: Logger;
  /** null: sellers have no connections of their own. */
  ownConnections: OwnConnections | null;
}

/** What the flows of sales activities need beside the people's: the senders, and Temporal, to start and tell workflows. */
export function salesActivityDeps({ deps, temporal, instance, stopping, logger, ownConnections }: Options) {
  const { connectionOptions, namespace, dataConverter } = temporal;
  const connection = Connection.lazy(connectionOptions);
  const workflows = activityWorkflows(new Client({ connection, namespace, dataConverter }), instance);
  const teller = new Teller({ workflows, clock: deps.clock, stopping, logger });
  const made: SalesActivityDeps = {
    store: deps.store,
    clock: deps.clock,
    senders: {
      marketo: createMarketoSender({ ...deps, instance }),
      salesforce:
        deps.salesforce === null
          ? null
          : createSalesforceSender({
              ...{ ...deps, salesforce: deps.salesforce, random: Math.random, instance, ownConnections },
            }),
    },
    tell: teller.tell,
    startWaiting: (acceptedBefore, signal) => startAll(acceptedBefore, signal),
    stopping,
  };
  return {
    ...made,
    /** What the last calls brought is told yet; whoever closes waits for a bounded time. */
    close: async () => {
      await teller.settled();
      await connection.close();
    },
  };

  /** As many as there is room for. Temporal away: the next sweep tries again. */
  async function startAll(acceptedBefore: Date, signal: AbortSignal): Promise<number> {
    let all = 0;
    try {
      for (;;) {
        signal.throwIfAborted();
        const { started } = await startWaiting({ store: deps.store, workflows }, acceptedBefore);
        if (started === 0) return all;
        all += started;
      }
    } catch (error) {
      if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
      logger.warn({ error: error.key }, 'workflows can not be started');
      return all;
    }
  }
}
