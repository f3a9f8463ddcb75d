import type { Logger } from 'pino';
import type { PeopleDeps } from '../activities/deps.ts';
import type { ActionsSyncClient } from '../client/index.ts';
import type { Environment } from '../model/env.ts';
import { watchFlows } from './watch-flows.ts';

/** Runs something with a client of our own flows, over a connection that lives as long. */
export type UseClient = <T>(use: (client: ActionsSyncClient) => Promise<T>) => Promise<T>;

export interface ServiceContext {
  env: Environment;
  deps: PeopleDeps;
  flows: UseClient;
  logger: Logger;
  /** How often it is looked whether Temporal still has the flows that are on. */
  lookEveryMs: number;
}

/** What runs beside the worker until `ended`. None of them throws: each says in the log what it can't do. */
export function startServices({ flows, logger, lookEveryMs }: ServiceContext, ended: AbortSignal): void {
  const look = () => flows((client) => client.restoreFlows());
  void watchFlows({ look, everyMs: lookEveryMs, logger }, ended);
}
