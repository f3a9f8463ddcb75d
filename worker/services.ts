import type { Logger } from 'pino';
import type { PeopleDeps } from '../activities/deps.ts';
import type { ActionsSyncClient } from '../client/client.ts';
import type { Environment } from '../model/env.ts';
import { watchFlows } from './watch-flows.ts';
import { watchSettings } from './watch-settings.ts';

/** Runs something with a client of our own flows, over a connection that lives as long. */
export type UseClient = <T>(use: (client: ActionsSyncClient) => Promise<T>) => Promise<T>;

export interface ServiceContext {
  env: Environment;
  deps: PeopleDeps;
  flows: UseClient;
  logger: Logger;
  /** How often it is looked whether Temporal still has the flows that are on. */
  lookEveryMs: number;
  /** The settings as they were before the flows were started. */
  settings: ReadonlyMap<string, unknown>;
}

const SETTINGS_EVERY_MS = 2_000;

/** What runs beside the worker until `ended`. None of them throws: each says in the log what it can't do. */
export function startServices(context: ServiceContext, ended: AbortSignal): void {
  const { deps, flows, logger, lookEveryMs, settings } = context;
  const look = () => flows((client) => client.restoreFlows());
  void watchFlows({ look, everyMs: lookEveryMs, logger }, ended);
  const watched = {
    read: () => deps.store.settings.snapshot(),
    known: settings,
    act: (keys: readonly string[]) => flows((client) => client.settingsChanged(keys)),
  };
  void watchSettings({ ...watched, everyMs: SETTINGS_EVERY_MS, logger }, ended);
}
