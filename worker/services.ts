import type { Logger } from 'pino';
import type { PeopleDeps } from '../activities/deps.ts';
import type { ActionsSyncClient } from '../client/client.ts';
import type { Environment } from '../model/env.ts';
import type { FactsOptions } from './alerts/facts.ts';
import { watchAlerts } from './alerts/watch.ts';
import { alertWebhook } from './alerts/webhook.ts';
import { takeSamples } from './samples/take.ts';
import type { Tally } from './samples/tally.ts';
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
  /** How often it is looked whether an alert fires or clears. */
  alertsEveryMs: number;
  /** The settings as they were before the flows were started. */
  settings: ReadonlyMap<string, unknown>;
  /** What this worker does, for the plots. */
  tally: Tally;
}

const SETTINGS_EVERY_MS = 2_000;
const SAMPLES_EVERY_MS = 10_000;

/** What runs beside the worker until `ended`. None of them throws: each says in the log what it can't do. */
export function startServices(context: ServiceContext, ended: AbortSignal): void {
  const { env, deps, flows, logger, lookEveryMs, alertsEveryMs, settings, tally } = context;
  const { store, limits } = deps;
  const look = () => flows((client) => client.restoreFlows());
  void watchFlows({ look, everyMs: lookEveryMs, logger }, ended);
  const watched = {
    read: () => store.settings.snapshot(),
    known: settings,
    act: (keys: readonly string[]) => flows((client) => client.settingsChanged(keys)),
  };
  void watchSettings({ ...watched, everyMs: SETTINGS_EVERY_MS, logger }, ended);
  const missingFlows: FactsOptions['missingFlows'] = (names) => flows((client) => client.missingFlows(names));
  const alerts = { store, limits, missingFlows, instance: env.ACTIONS_SYNC_INSTANCE, webhook: alertWebhook(env) };
  void watchAlerts({ ...alerts, logger, everyMs: alertsEveryMs }, ended);
  void takeSamples({ store, limits, tally, logger, everyMs: SAMPLES_EVERY_MS }, ended);
}
