import { hashText } from '../../lib/random.ts';
import { BulkJobs } from '../bulk/jobs.ts';
import type { JobReport } from '../bulk/view.ts';
import { type CustomActivityLine, customActivities } from '../custom/truth.ts';
import { FaultEngine } from '../faults/engine.ts';
import { type FaultRule, readFaults } from '../faults/schema.ts';
import { type Client, Tokens } from '../http/auth.ts';
import { Limiter, type Limits } from '../http/limiter.ts';
import { Statistics } from '../http/statistics.ts';
import type { CheckedOptions } from '../options.ts';
import { FIELD_NAMES, type Values } from '../people/fields.ts';
import { changeSwitches, type Switches } from '../switches.ts';
import { WebhookCampaigns } from '../webhooks/campaigns.ts';
import { type Merge, mergePeople } from './merge.ts';
import * as mutations from './mutations.ts';
import { type Done, randomChanges } from './random-changes.ts';
import type { RowAttribute } from './rows.ts';
import { InstanceState } from './state.ts';

/** One living person as the truth lists it: absent values left out. */
export type TruthLine = Values & { id: number; ownerId: string | null };

/** What truth() may be narrowed to. */
export interface TruthQuery {
  /** Only people with a user (005…) as owner. */
  readonly owned?: boolean;
  readonly fields?: readonly string[];
}

/** What PUT /control/limits and `setLimits` take. */
export interface LimitsChange extends Partial<Limits> {
  readonly usedToday?: number;
  /** Calls of another vendor, made now. */
  readonly otherCalls?: number;
  /** Bytes of today's bulk files. */
  readonly bulkUsedBytes?: number;
}

/** An activity that nothing in the simulator would make by itself. */
export interface MadeActivity {
  readonly leadId: number;
  readonly type: number;
  /** ms since epoch, whole seconds. */
  readonly at: number;
  readonly primary?: string | undefined;
  readonly attributes?: readonly RowAttribute[] | undefined;
}

/** Export jobs of other vendors. */
export interface ForeignJobs {
  readonly count: number;
  /** How long each takes, at speed 1. */
  readonly ms: number;
  /** Size of each one's file, default 0. */
  readonly bytes?: number;
}

const BULK_LIMITS = { bulkBytes: 500_000_000, bulkProcessing: 2, bulkQueue: 10 };

/** One simulated Marketo instance: its people, log and limits, with everything the control API offers as methods. */
export class MarketoInstance {
  readonly state: InstanceState;
  readonly tokens: Tokens;
  readonly limiter: Limiter;
  readonly bulk: BulkJobs;
  readonly webhooks: WebhookCampaigns;
  readonly statistics = new Statistics();
  readonly clients: readonly Client[];
  readonly latencyMs: number;
  #offsetMs = 0;
  readonly #clock: () => number;

  constructor(o: CheckedOptions) {
    this.#clock = o.clock;
    const now = (): number => this.now();
    const origin = {
      people: o.people,
      ownedShare: o.ownedShare,
      seed: o.seed,
      epoch: Math.floor(o.clock() / 1000) * 1000,
    };
    this.state = new InstanceState(origin, {
      faults: new FaultEngine(o.faults, o.seed),
      switches: o.switches,
      now,
      ...(o.persistFile === undefined ? {} : { persistFile: o.persistFile }),
    });
    this.clients = o.clients;
    this.tokens = new Tokens(o.clients, now, o.seed);
    const limits = { on: o.limits === 'on', dailyQuota: o.dailyQuota, window: 100, atOnce: 10, ...BULK_LIMITS };
    this.limiter = new Limiter(limits, now, () => this.state.switches);
    this.latencyMs = o.latencyMs;
    this.bulk = new BulkJobs({
      now,
      speed: o.speed,
      seed: o.seed,
      run: hashText(`${this.state.origin.epoch}/${this.state.run}`),
      limits: this.limiter.limits,
      switches: () => this.state.switches,
      dateOf: (ms) => this.limiter.dateOf(ms),
      faultsFor: (job) => this.state.faults.forJob(job),
    });
    this.webhooks = new WebhookCampaigns(this.state, o.seed, o.webhookTimeoutMs);
    // A file that is due to be begun holds people as they are before the change.
    this.state.beforeCommit.push(() => this.bulk.advance());
  }

  /** The instance's time, ms since epoch. */
  now(): number {
    return this.#clock() + this.#offsetMs;
  }

  /** Moves the instance's time against its clock. */
  setClockOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  /** Living people. */
  get people(): number {
    return this.state.book.count;
  }

  create(values: Values): number {
    return mutations.createPerson(this.state, values);
  }

  /** Changes fields; returns the names that really changed. */
  update(id: number, values: Values, options?: mutations.ChangeOptions): string[] {
    return mutations.updatePerson(this.state, id, values, options);
  }

  delete(id: number): void {
    mutations.deletePerson(this.state, id);
  }

  deleteInSfdc(id: number): void {
    mutations.deleteInSfdc(this.state, id);
  }

  merge(merge: Merge): void {
    mergePeople(this.state, merge);
  }

  /** Changes company values of all its people; by default without any activity record. */
  updateCompany(company: string, values: Values): number[] {
    return mutations.updateCompany(this.state, company, values);
  }

  /** Makes or replaces a static list; without a name it keeps the one it has. */
  setList(id: number, members: readonly number[], name?: string): void {
    this.state.commit({ lists: [[id, members, name]] });
  }

  /** Makes or replaces a smart list: everybody, or some ids. List 1, `All People`, is there from the start. */
  setSmartList(id: number, name: string, members: readonly number[] | 'everybody'): void {
    this.state.commit({ smartLists: [[id, name, members]] });
  }

  /** Export jobs as they really are, callers' and other vendors', oldest first. */
  bulkJobs(): JobReport[] {
    return this.bulk.reports();
  }

  /** Queues jobs of other vendors, as many as still fit; returns how many. */
  addForeignJobs({ count, ms, bytes = 0 }: ForeignJobs): number {
    return this.bulk.addForeign(count, { ms, bytes });
  }

  /** Resolves when no export's file is being written: before the clock is moved by hand over a large one. */
  async filesWritten(): Promise<void> {
    await this.bulk.written();
  }

  random(count: number, seed?: number): Done[] {
    return randomChanges(this.state, count, seed);
  }

  /** Every living person, ascending by id. */
  *truth({ owned = false, fields = FIELD_NAMES }: TruthQuery = {}): Generator<TruthLine> {
    for (const id of this.state.book.living()) {
      const read = this.state.book.reader(id);
      if (read === undefined) continue;
      const owner = read('sfdcLeadOwnerId');
      const ownerId = typeof owner === 'string' ? owner : null;
      if (owned && ownerId?.startsWith('005') !== true) continue;
      const line: TruthLine = { id, ownerId };
      for (const field of fields) {
        const value = read(field);
        if (value !== null) line[field] = value;
      }
      yield line;
    }
  }

  /** What people did, of any type but those that a change of theirs writes: page visits, emails, moments. */
  addActivities(activities: readonly MadeActivity[]): number[] {
    return this.state.commit({ drafts: activities }).map(({ id }) => id);
  }

  /** Every custom activity ever added, also those that can't be read yet, in no order. */
  customActivities(): Generator<CustomActivityLine> {
    this.state.releaseDue();
    return customActivities(this.state);
  }

  /** Ids that are gone, with the direct winner of a merge. */
  gone(): { id: number; winner: number | null }[] {
    return [...this.state.book.gone].map(([id, winner]) => ({ id, winner }));
  }

  get switches(): Switches {
    return this.state.switches;
  }

  setSwitches(given: unknown): Switches {
    this.state.switches = changeSwitches(this.state.switches, given);
    return this.state.switches;
  }

  setFaults(rules: readonly FaultRule[], source = 'faults'): void {
    this.state.faults.set(readFaults(rules, source));
  }

  setLimits({ usedToday, otherCalls, bulkUsedBytes, ...limits }: LimitsChange): Limits {
    this.bulk.advance();
    Object.assign(this.limiter.limits, limits);
    this.bulk.limitsChanged();
    if (bulkUsedBytes !== undefined) this.bulk.setUsedBytes(bulkUsedBytes);
    if (usedToday !== undefined) this.limiter.setUsedToday(usedToday);
    if (otherCalls !== undefined) this.limiter.otherVendor(otherCalls);
    return this.limiter.limits;
  }

  expireTokens(clientId?: string): void {
    this.tokens.expire(clientId);
  }

  /** Gives a client's role other permissions, by Marketo's names; null = all. They hold from its next call on. */
  setPermissions(clientId: string, names: readonly string[] | null): void {
    const client = this.clients.find((one) => one.clientId === clientId);
    if (client === undefined)
      throw new mutations.MutationError(`no client ${clientId}`, 'use the id of a custom service');
    client.permissions = names === null ? undefined : new Set(names);
  }

  stats() {
    const { limiter, statistics } = this;
    return {
      ...statistics.counts(),
      peakIn20s: limiter.peakWindow,
      peakAtOnce: limiter.peakAtOnce,
      openNow: limiter.open,
      callsToday: limiter.day().total,
      rejected: limiter.rejected,
      bulk: this.bulk.stats(),
      /** Since the start: a reset leaves them. */
      faults: this.state.faults.happened(),
    };
  }

  resetStats(): void {
    this.statistics.reset();
    this.limiter.resetPeaks();
    this.bulk.resetStats();
  }

  close(): void {
    this.webhooks.close();
    this.bulk.close();
    this.state.close();
  }
}
