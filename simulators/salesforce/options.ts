import { inRange, whole } from '../lib/ranges.ts';
import { type CheckedRule, type FaultRule, readFaults } from './faults/schema.ts';
import { readSwitches, type Switches } from './switches.ts';

/** One app that may connect to the org. */
export interface ClientOption {
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM of the certificate's public half, for the JWT bearer flow. */
  readonly publicKey?: string;
  /** Username that client credentials run as; default the org's integration user. */
  readonly runAs?: string;
}

export interface SalesforceSimulatorOptions {
  /** 0 (default) = a free port; binds 127.0.0.1. */
  port?: number | undefined;
  /** Made-up people the records come from, default 10,000: those known to Salesforce become its leads and contacts. */
  people?: number | undefined;
  /** Part of the people with a user as owner, default 0.7. */
  ownedShare?: number | undefined;
  /** Part of the leads and contacts with a finished task, default 0.1. */
  taskShare?: number | undefined;
  /** Default 1. */
  seed?: number | undefined;
  /** Default on: the daily limit is enforced. */
  limits?: 'on' | 'off' | undefined;
  /** API calls in 24 hours, default 100,000. */
  dailyLimit?: number | undefined;
  faults?: readonly FaultRule[] | undefined;
  switches?: Partial<Switches> | undefined;
  /** ms since epoch, default Date.now. */
  clock?: (() => number) | undefined;
  /** Changes are appended here and replayed at the next start. */
  persistFile?: string | undefined;
  /** Added to each answer, default 0. */
  latencyMs?: number | undefined;
  /** Of the first org; default one with a secret and no key. */
  clients?: readonly ClientOption[] | undefined;
  /** Isolated orgs on this server, default 1; those beyond the first have other people and a client of their own. */
  orgs?: number | undefined;
  /** True: `instanceUrl` is another port than `loginUrl`, and neither does the other's work. */
  separateInstance?: boolean | undefined;
  /** PEM texts: the server speaks https. */
  tls?: { readonly key: string; readonly cert: string } | undefined;
}

/** Options with defaults filled in and rules checked. */
export interface CheckedOptions {
  readonly port: number;
  readonly people: number;
  readonly ownedShare: number;
  readonly taskShare: number;
  readonly seed: number;
  readonly limits: 'on' | 'off';
  readonly dailyLimit: number;
  readonly faults: readonly CheckedRule[];
  readonly switches: Switches;
  readonly clock: () => number;
  readonly persistFile: string | undefined;
  readonly latencyMs: number;
  readonly clients: readonly ClientOption[];
  readonly orgs: number;
  readonly separateInstance: boolean;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
}

const DEFAULT_CLIENT: ClientOption = { clientId: 'simulated-client', clientSecret: 'simulated-secret' };

/** Fills defaults in; throws a RangeError, ZodError or FaultRulesError for what can't be. */
export function checkOptions(o: SalesforceSimulatorOptions): CheckedOptions {
  return {
    port: o.port ?? 0,
    people: whole('people', o.people ?? 10_000, 0, 20_000_000),
    ownedShare: inRange('ownedShare', o.ownedShare ?? 0.7, 0, 1),
    taskShare: inRange('taskShare', o.taskShare ?? 0.1, 0, 1),
    seed: o.seed ?? 1,
    limits: o.limits ?? 'on',
    dailyLimit: whole('dailyLimit', o.dailyLimit ?? 100_000, 0, Number.MAX_SAFE_INTEGER),
    faults: readFaults(o.faults ?? [], 'option faults'),
    switches: readSwitches(o.switches),
    clock: o.clock ?? Date.now,
    persistFile: o.persistFile,
    latencyMs: o.latencyMs ?? 0,
    clients: o.clients ?? [DEFAULT_CLIENT],
    orgs: whole('orgs', o.orgs ?? 1, 1, 100),
    separateInstance: o.separateInstance ?? false,
    tls: o.tls,
  };
}
