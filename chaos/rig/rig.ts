import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cleanup } from '../../bench/rig/cleanup.ts';
import { RATE_AT_ONCE, RATE_CALLS } from '../../model/quota.ts';
import type { FaultClass, FaultRule } from '../../simulators/marketo/index.ts';
import type {
  FaultClass as SalesforceFaultClass,
  FaultRule as SalesforceFaultRule,
} from '../../simulators/salesforce/index.ts';
import type { ChaosOptions } from '../options.ts';
import { LONG_RUN_ROUNDS } from '../plan/plan.ts';
import type { RigBase } from './base.ts';
import { MARKETO_KINDS, SALESFORCE_KINDS } from './fault-kinds.ts';
import { FaultsInForce } from './faults.ts';
import { DAILY_CALLS, DAILY_SHARE, INSTANCE } from './ids.ts';
import { Meter } from './meter.ts';
import { Processes } from './processes.ts';
import { Pushes } from './pushes.ts';
import { Salesforce } from './salesforce.ts';
import { Simulator } from './simulator.ts';
import { Stack } from './stack.ts';
import { Workers } from './workers.ts';

export interface SalesforceSide {
  org: Salesforce;
  faults: FaultsInForce<SalesforceFaultRule, SalesforceFaultClass>;
}

/** One run's processes, connections and measuring instruments. */
export interface Rig extends RigBase {
  simulator: Simulator;
  /** null where people alone are under test. */
  salesforce: SalesforceSide | null;
  stack: Stack;
  workers: Workers;
  /** null where no people change. */
  pushes: Pushes | null;
  /** What a process of the product is told, a worker or a command. */
  environment: Record<string, string>;
  faults: FaultsInForce<FaultRule, FaultClass>;
  meter: Meter;
  share: number;
  keepFolder(): void;
}

/**
 * A killed worker's calls keep their slots for 76 s (their own deadline): few slots and slow calls make a run stand still
 * after a kill. Long runs have the time to see that; in short ones it has to be rare.
 */
const PACES = {
  short: { leastShare: 0.5, latencyMs: 30 },
  long: { leastShare: 0.3, latencyMs: 100 },
};
const MOST_SHARE = 0.5;
const IDS_PER_CALL = 300;
const ROUND_SECONDS = 6;

export async function openRig(options: ChaosOptions, cleanup: Cleanup, signal: AbortSignal): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'actions-sync-chaos-'));
  let keep = false;
  cleanup.add(() => (keep ? Promise.resolve() : rm(dir, { recursive: true, force: true })));
  // Each step of a round, and each command, pauses on it.
  setMaxListeners(0, signal);
  const pause = async (ms: number, own?: AbortSignal): Promise<void> => {
    await delay(ms, undefined, { signal: own ?? signal, ref: false }).catch(() => {});
    signal.throwIfAborted();
  };
  const base: RigBase = { options, cleanup, processes: new Processes(), dir, pause };
  const { people, seed } = options;
  const { latencyMs } = paceOf(options);
  const simulator = await Simulator.start({ people, seed, dailyQuota: DAILY_CALLS, latencyMs }, base);
  const salesforce = options.activities > 0 ? await openSalesforce(options, base) : null;
  const stack = await Stack.start(base);
  const share = shareFor(options);
  const environment = {
    ...stack.environment,
    ...salesforce?.org.environment,
    ACTIONS_SYNC_INSTANCE: INSTANCE,
    MARKETO_BASE_URL: simulator.access.baseUrl,
    MARKETO_CLIENT_ID: simulator.access.clientId,
    MARKETO_CLIENT_SECRET: simulator.access.clientSecret,
    MARKETO_RATE_SHARE: String(share),
    MARKETO_DAILY_CALLS: String(DAILY_CALLS),
    MARKETO_DAILY_SHARE: String(DAILY_SHARE),
    LOG_LEVEL: 'info',
  };
  // A frozen worker may send what it was granted later: others leave room for that.
  const ours = Math.floor(RATE_CALLS * share) + Math.floor(RATE_AT_ONCE * share);
  const meter = new Meter(simulator, RATE_CALLS - ours);
  const keepFolder = () => {
    keep = true;
  };
  return {
    ...base,
    simulator,
    salesforce,
    stack,
    workers: new Workers(base, environment),
    pushes: options.flow === 'activities' ? null : await Pushes.open(base, environment),
    environment,
    faults: new FaultsInForce(simulator, MARKETO_KINDS),
    meter,
    share,
    keepFolder,
  };
}

async function openSalesforce(options: ChaosOptions, base: RigBase): Promise<SalesforceSide> {
  const { people, seed } = options;
  const { latencyMs } = paceOf(options);
  const org = await Salesforce.start({ people, seed, dailyLimit: DAILY_CALLS, latencyMs }, base);
  return { org, faults: new FaultsInForce(org, SALESFORCE_KINDS) };
}

/** The share by which everyone is read in about the time of a quarter of the rounds, so that the reading outlasts some. */
function shareFor(options: ChaosOptions): number {
  const calls = Math.ceil((options.people * 1.2) / IDS_PER_CALL) + 20;
  const windows = 1 + ((options.rounds / 4) * ROUND_SECONDS) / 20;
  const share = calls / windows / RATE_CALLS;
  return Math.min(MOST_SHARE, Math.max(paceOf(options).leastShare, Math.round(share * 100) / 100));
}

function paceOf({ rounds }: ChaosOptions) {
  return rounds < LONG_RUN_ROUNDS ? PACES.short : PACES.long;
}
