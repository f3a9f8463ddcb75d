import { onTestFinished } from 'vitest';
import type { UnsubscribeDeps } from '../../../activities/unsubscribes/deps.ts';
import { runNightly } from '../../../activities/unsubscribes/nightly/run.ts';
import { pushOnce } from '../../../activities/unsubscribes/push.ts';
import { type PushTurn, pushTurn } from '../../../activities/unsubscribes/turn.ts';
import { comparableAddress } from '../../../model/email-address.ts';
import { isAppError } from '../../../model/errors/app-error.ts';
import type { NightlyResult } from '../../../model/unsubscribe/nightly.ts';
import { createSalesforceClient, type SalesforceClient } from '../../../salesforce/index.ts';
import { convertLead } from '../../../simulators/salesforce/actors/convert.ts';
import { createAs, deleteAs, updateAs } from '../../../simulators/salesforce/actors/edit.ts';
import { mergeRecords } from '../../../simulators/salesforce/actors/merge.ts';
import type { SalesforceSimulatorOptions } from '../../../simulators/salesforce/index.ts';
import type { WrapCollection } from '../../../store/database.ts';
import type { Store } from '../../../store/types.ts';
import { type Rig, rig } from '../../simulators/salesforce/harness.ts';
import { openTestStore } from '../../store/open.ts';
import { ManualClock } from '../clock.ts';

export const FIELD = 'HasOptedOutOfEmail';
export type Person = 'Contact' | 'Lead';

interface Options {
  simulator?: SalesforceSimulatorOptions;
  wrap?: WrapCollection;
  /** How far MongoDB's clock is ahead of Salesforce's. */
  skewMs?: number;
}

/** The unsubscribes' activity functions against a simulated org without people, under one clock. */
export async function openUnsubscribes({ simulator = {}, wrap, skewMs = 0 }: Options = {}) {
  const clock = new ManualClock();
  const sf = await rig({ clock: () => clock.ms, people: 0, limits: 'off', ...simulator });
  const opened = await openTestStore(wrap);
  const { loginUrl, clientId, clientSecret } = sf.sim;
  const salesforce = createSalesforceClient({
    ...{ loginUrl, clientId, clientSecret, clock },
    timeouts: { update: 2_000, query: 2_000 },
  });
  onTestFinished(() => salesforce.close());
  return new UnsubscribeRig({ clock, sf, salesforce, skewMs, ...opened });
}

export class UnsubscribeRig {
  readonly clock: ManualClock;
  readonly sf: Rig;
  readonly salesforce: SalesforceClient;
  readonly real: Store;
  readonly store: Store;
  readonly deps: UnsubscribeDeps;
  readonly skewMs: number;

  constructor(parts: { clock: ManualClock; sf: Rig; salesforce: SalesforceClient; store: Store; skewMs: number }) {
    this.clock = parts.clock;
    this.sf = parts.sf;
    this.salesforce = parts.salesforce;
    this.real = parts.store;
    this.skewMs = parts.skewMs;
    // The database's time is the test's.
    this.store = { ...parts.store, serverTime: async () => this.now() };
    this.deps = this.depsOf({});
  }

  depsOf(change: Partial<UnsubscribeDeps>): UnsubscribeDeps {
    const { store, salesforce, clock } = this;
    return { store, salesforce, clock, random: () => 0.5, stopping: new AbortController().signal, ...change };
  }

  now(): Date {
    return new Date(this.clock.ms + this.skewMs);
  }

  migrate(): Promise<void> {
    return this.until(() => this.real.migrate());
  }

  /** Repeats what a hostile database makes fail, as Temporal and callers do. */
  private async until<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const isPassing = isAppError(error) && (error.key === 'store.unreachable' || error.key === 'store.conflict');
        if (!isPassing || attempt >= 100) throw error;
      }
    }
  }

  async add(address: string, source: 'manual' | 'bounce' = 'manual'): Promise<void> {
    const at = this.now();
    const optOut = { at, source, by: 'test', reason: null, ...(source === 'bounce' ? { happenedAt: at } : {}) };
    await this.until(() => this.store.unsubscribes.add([{ address, optOut }]));
  }

  async resubscribe(address: string): Promise<void> {
    const back = { at: this.now(), by: 'admin', reason: 'asked' };
    await this.until(() => this.store.unsubscribes.resubscribe([address], back));
  }

  /** Everything that is due now. */
  async push(deps = this.deps, signal = new AbortController().signal): Promise<number> {
    if (deps.salesforce === null) throw new Error('not connected');
    let all = 0;
    for (;;) {
      const taken = await pushOnce(deps, deps.salesforce, signal);
      if (taken === 0) return all;
      all += taken;
    }
  }

  /** A calm day: what came late is there, what waits comes due, and the nightly run comes. */
  async day(): Promise<void> {
    this.clock.advance(24 * 3_600_000);
    await this.until(() => this.push());
    await this.until(() => this.nightly());
    await this.until(() => this.push());
  }

  turn(change: Partial<UnsubscribeDeps> = {}, sequence: number | null = null): Promise<PushTurn> {
    const run = { signal: new AbortController().signal, noted: null, note: () => {} };
    return pushTurn(this.depsOf(change), { sequence }, run);
  }

  nightly(full = false, deps = this.deps): Promise<NightlyResult> {
    if (deps.salesforce === null) throw new Error('not connected');
    return runNightly(deps, deps.salesforce, { full }, { signal: new AbortController().signal, note: () => {} });
  }

  /** Comparable addresses that are opted out here. */
  async optedOut(addresses: readonly string[]): Promise<Set<string>> {
    return new Set((await this.until(() => this.store.unsubscribes.read(addresses))).keys());
  }

  create(object: Person, email: string, optedOut = false): string {
    const values = { LastName: 'Doe', Email: email, [FIELD]: optedOut, ...(object === 'Lead' && { Company: 'ACME' }) };
    return createAs(this.sf.org, object, values);
  }

  set(id: string, values: Record<string, unknown>, lateMs = 0): void {
    updateAs(this.sf.org, id, values, { lateMs });
  }

  remove = (id: string) => deleteAs(this.sf.org, id);
  convert = (leadId: string, contactId?: string) => convertLead(this.sf.org, { leadId, contactId });
  merge = (winner: string, loser: string) => mergeRecords(this.sf.org, winner, [loser]);

  /** Every record of these addresses. */
  records(addresses: readonly string[]) {
    const wanted = new Set(addresses.map(comparableAddress));
    this.sf.org.advance();
    return (['Contact', 'Lead'] as const).flatMap((object) =>
      [...this.sf.org.store.table(object).all()].flatMap((row) => {
        const address = comparableAddress(String(row.get('Email') ?? ''));
        if (address === null || !wanted.has(address)) return [];
        const isLiving = row.get('IsDeleted') !== true && row.get('IsConverted') !== true;
        return [{ id: String(row.get('Id')), object, address, isOptedOut: row.get(FIELD) === true, isLiving }];
      }),
    );
  }

  flag(id: string): unknown {
    const object = id.startsWith('003') ? 'Contact' : 'Lead';
    return this.sf.org.store.byId(object, id)?.get(FIELD);
  }

  async stats() {
    return (await this.sf.control('GET', '/stats')).body;
  }
}
