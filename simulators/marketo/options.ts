import { inRange, whole } from '../lib/ranges.ts';
import { type CheckedRule, type FaultRule, readFaults } from './faults/schema.ts';
import type { Client } from './http/auth.ts';
import { readSwitches, type Switches } from './switches.ts';

/** One custom service with access to the instance. */
export interface ClientOption {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userId?: string;
  /** Permission names of Marketo's roles; all when absent. */
  readonly permissions?: readonly string[];
}

export interface MarketoSimulatorOptions {
  /** 0 (default) = a free port; binds 127.0.0.1. */
  port?: number | undefined;
  /** Default 10,000. */
  people?: number | undefined;
  /** Part of the people with a Salesforce user as owner, default 0.7. */
  ownedShare?: number | undefined;
  /** Default 1. */
  seed?: number | undefined;
  /** Default on: 100 calls in 20 s, 10 at once, daily quota. */
  limits?: 'on' | 'off' | undefined;
  /** Default 50,000. */
  dailyQuota?: number | undefined;
  /** How many times faster bulk jobs run, and how much oftener their status changes; nothing else. Default 1. */
  speed?: number | undefined;
  faults?: readonly FaultRule[] | undefined;
  switches?: Partial<Switches> | undefined;
  /** ms since epoch, default Date.now. */
  clock?: (() => number) | undefined;
  /** Changes are appended here and replayed at the next start. */
  persistFile?: string | undefined;
  /** Added to each answer, default 0. */
  latencyMs?: number | undefined;
  /** How long a webhook's answer is waited for, default Marketo's 30 s. */
  webhookTimeoutMs?: number | undefined;
  /** Default: one with all rights. */
  clients?: readonly ClientOption[] | undefined;
}

/** Options with defaults filled in and rules checked. */
export interface CheckedOptions {
  readonly port: number;
  readonly people: number;
  readonly ownedShare: number;
  readonly seed: number;
  readonly limits: 'on' | 'off';
  readonly dailyQuota: number;
  readonly speed: number;
  readonly faults: readonly CheckedRule[];
  readonly switches: Switches;
  readonly clock: () => number;
  readonly persistFile: string | undefined;
  readonly latencyMs: number;
  readonly webhookTimeoutMs: number | undefined;
  readonly clients: readonly Client[];
}

const DEFAULT_CLIENT: ClientOption = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

/** Fills defaults in; throws a RangeError, ZodError or FaultRulesError for what can't be. */
export function checkOptions(o: MarketoSimulatorOptions): CheckedOptions {
  const speed = o.speed ?? 1;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`speed must be above 0, not ${speed}`);
  return {
    port: o.port ?? 0,
    people: whole('people', o.people ?? 10_000, 0, 20_000_000),
    ownedShare: inRange('ownedShare', o.ownedShare ?? 0.7, 0, 1),
    seed: o.seed ?? 1,
    limits: o.limits ?? 'on',
    dailyQuota: o.dailyQuota ?? 50_000,
    speed,
    faults: readFaults(o.faults ?? [], 'option faults'),
    switches: readSwitches(o.switches),
    clock: o.clock ?? Date.now,
    persistFile: o.persistFile,
    latencyMs: o.latencyMs ?? 0,
    webhookTimeoutMs: o.webhookTimeoutMs,
    clients: (o.clients ?? [DEFAULT_CLIENT]).map(({ clientId, clientSecret, userId, permissions }) => ({
      clientId,
      clientSecret,
      userId: userId ?? `${clientId}@api.example.com`,
      permissions: permissions === undefined ? undefined : new Set(permissions),
    })),
  };
}
