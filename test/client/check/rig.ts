import { onTestFinished } from 'vitest';
import { createMarketoClient, type MarketoClientOptions } from '../../../marketo/index.ts';
import type { QuotaLedger } from '../../../model/ports.ts';
import { type QuotaLimits, quotaLimits } from '../../../model/quota.ts';
import type { CheckSettings } from '../../../model/settings.ts';
import {
  type MarketoInstance,
  type MarketoSimulatorOptions,
  startMarketoSimulator,
} from '../../../simulators/marketo/index.ts';
import { openTestStore } from '../../store/open.ts';
import { checkOf, memoryStore } from './fakes.ts';

/** What a worker with the defaults may use. */
export const LIMITS = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });
export const LEADS = 'GET /rest/v1/leads.json';

const UNLIMITED: QuotaLedger = { acquire: async () => ({ release: async () => {} }) };

export interface SimulatedOptions {
  simulator?: MarketoSimulatorOptions;
  settings?: Partial<CheckSettings>;
  ledger?: QuotaLedger;
  client?: Pick<MarketoClientOptions, 'timeouts' | 'clientSecret'>;
}

/** The check with the real Marketo client against a simulator; what is ours is in memory. */
export async function openSimulated({ simulator: given, settings, ledger, client }: SimulatedOptions = {}) {
  const simulator = await startMarketoSimulator({ people: 0, limits: 'off', ...given });
  const { baseUrl, clientId, clientSecret, instance } = simulator;
  const marketo = createMarketoClient({
    ...{ baseUrl, clientId, clientSecret, ledger: ledger ?? UNLIMITED },
    ...client,
  });
  /** At the end of the test by itself. */
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await marketo.close();
    await simulator.close();
  };
  onTestFinished(close);
  const own = memoryStore(settings);
  const leadCalls = () => instance.stats().endpoints[LEADS] ?? 0;
  return { ...own, ...checkOf({ store: own.store, marketo }), instance, marketo, simulator, leadCalls, close };
}

/** The same through the real ledger, in a database of its own. */
export async function openLimited({ limits = LIMITS, ...options }: SimulatedOptions & { limits?: QuotaLimits } = {}) {
  const { store } = await openTestStore();
  await store.migrate();
  const opened = await openSimulated({ ...options, ledger: store.quota.ledger(limits) });
  return { ...opened, quota: () => store.quota.status(limits) };
}

/** So many people of one address each, made without any record. */
export function populate(instance: MarketoInstance, count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const email = `p${n}@example.com`;
    instance.create({ email });
    return email;
  });
}
