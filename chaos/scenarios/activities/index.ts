import { z } from 'zod';
import { until } from '../../../bench/rig/until.ts';
import { eventId, eventIdIn } from '../../../model/activity-types/payload.ts';
import type { BranchStatus } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { activityKey, KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { Check } from '../../judge/check.ts';
import { Count } from '../../judge/check.ts';
import type { Personal } from '../../judge/logs.ts';
import { judgeActivities, type Logged, type States, type TrueTask, type Truth } from '../../judge/sales-activities.ts';
import type { ActionOf, ActivityAction, Round } from '../../plan/actions.ts';
import { dice as newDice } from '../../plan/dice.ts';
import { LONG_RUN_ROUNDS, latestRowMs } from '../../plan/plan.ts';
import { runCommand } from '../../rig/command.ts';
import { INSTANCE } from '../../rig/ids.ts';
import type { Performers } from '../../rig/perform.ts';
import type { Rig, SalesforceSide } from '../../rig/rig.ts';
import type { SalesforceRecord } from '../../rig/salesforce.ts';
import type { Scenario } from '../scenario.ts';
import { Feed } from './feed.ts';
import { Lines, type Someone } from './lines.ts';
import { choosePeople, chooseSellers, stayedQualified } from './people.ts';

const created = z.object({ id: z.number() });

/**
 * A killed call is looked up 120 s after it began, one without an answer after 95 s and Marketo's own delay; what belongs
 * to a send looks at it ever more seldom. In a long run a redirect makes everyone wait for an admin, and a send's marks
 * look for it only every ten minutes by then.
 */
const OVER_WITHIN_MS = { short: 480_000, long: 1_320_000 };
const LOOK_EVERY_MS = 500;
const LOCKED_MOST = 20;
/** The command stores what it has 0.2 s after the last line came. */
const LONGEST_KILL_MS = 500;

/** Sales activities: each one taken is logged once at each vendor. */
export class ActivitiesScenario implements Scenario {
  readonly name = 'activities';
  readonly performers: Performers<ActivityAction>;
  private readonly rig: Rig;
  private readonly salesforce: SalesforceSide;
  private readonly feed: Feed;
  private lines = new Lines(['']);
  private people: Someone[] = [];
  private readonly late = new Set<number>();
  private tasksBefore = new Set<string>();
  private tasks = 0;

  constructor(rig: Rig, salesforce: SalesforceSide) {
    this.rig = rig;
    this.salesforce = salesforce;
    this.feed = new Feed(rig);
    const { org, faults } = salesforce;
    this.performers = {
      activities: (action) => this.log(action),
      logAgain: async ({ seed }) => this.logAgain(seed),
      salesforceFaults: ({ rules }) => faults.set(rules),
      salesforceSwitches: async ({ change }) => void (await org.setSwitches(change)),
      expireSessions: async () => void (await org.expireSessions()),
      lockRows: (action) => this.lock(action),
    };
  }

  async start(): Promise<void> {
    const { rig } = this;
    const { org } = this.salesforce;
    this.lines = new Lines(await chooseSellers(org));
    this.people = await choosePeople({ simulator: rig.simulator, org }, rig.options.seed);
    for await (const { Id } of org.records('Task', ['Id'])) this.tasksBefore.add(Id);
    await rig.stack.with(async ({ store }) => {
      await store.migrate();
      const delayMs = latestRowMs(rig.options.rounds) + 1_000;
      await store.settings.setMarketo({ readBackDelayMs: delayMs }, 'chaos');
      await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'chaos');
    });
    const { code, err } = await runCommand(rig, ['setup', 'marketo', '--layout', 'eight']);
    if (code !== 0) throw new Error(`setup marketo ended with ${code}: ${err}`);
  }

  async before(): Promise<void> {
    // Its work comes with the rounds, whatever they hit.
  }

  async underWay(): Promise<Round['during']> {
    return 'changes';
  }

  async state(): Promise<string> {
    const counts = await this.rig.stack.with(({ store }) => store.salesActivities.counts());
    const open = counts.reduce((sum, { count }) => sum + count, 0);
    return `${this.feed.taken.size} of ${this.feed.lines.size} activities taken, ${open} branches open`;
  }

  async settle(): Promise<void> {
    await this.feed.finished();
    const withinMs = this.rig.options.rounds < LONG_RUN_ROUNDS ? OVER_WITHIN_MS.short : OVER_WITHIN_MS.long;
    await until('every activity is over', withinMs, () => this.areOver(), LOOK_EVERY_MS).catch(async (error) => {
      throw new Error(`${String(error)}: ${await this.open()}`);
    });
  }

  async judge(): Promise<Check[]> {
    const { feed } = this;
    const names = {
      eventIdOf: (id: string) => eventId(id, INSTANCE),
      keyOf: (id: string) => activityKey(id as SalesActivityId, INSTANCE),
    };
    const notTaken = new Count();
    for (const id of feed.lines.keys()) if (!feed.taken.has(id)) notTaken.add(id);
    const twice = new Count();
    for (const [id, times] of feed.accepted) if (times > 1) twice.add(id);
    return [
      notTaken.check('activities that were not taken'),
      twice.check('activities accepted twice'),
      ...judgeActivities(await this.logged(), await this.truth(), await this.states(), names),
    ];
  }

  facts() {
    const { feed } = this;
    return {
      'activities logged': feed.taken.size,
      'of people who came later': this.late.size,
      'processes that logged them': feed.processes,
      'killed with -9 at it': feed.killed,
      'killed after some were accepted, before all': feed.killedInTheMiddle,
      'Tasks in Salesforce': this.tasks,
    };
  }

  /** What must not be told. */
  collectPersonal(into: Personal): void {
    const quiet = new Set([
      'id',
      'type',
      'personId',
      'occurredAt',
      'emailId',
      'callStatus',
      'templateId',
      'campaignId',
    ]);
    for (const line of this.feed.lines.values()) {
      for (const [name, value] of Object.entries(line)) if (!quiet.has(name)) into.add(value, false);
    }
  }

  private async log({ count, late, seed, killed }: ActionOf<'activities'>): Promise<void> {
    const newcomers: Someone[] = [];
    for (let n = 0; n < late; n++) {
      const values = { firstName: 'Neu', lastName: `Gast ${seed % 1_000} ${n}`, company: `Neubau ${n}` };
      const { id } = created.parse(await this.rig.simulator.control('POST', '/people', values));
      this.late.add(id);
      newcomers.push({ id, hasRecord: false });
    }
    const killAfterMs = killed ? newDice(seed).below(LONGEST_KILL_MS) : null;
    this.feed.give(this.lines.burst({ count, seed }, this.people, newcomers), killAfterMs);
  }

  private logAgain(seed: number): void {
    const known = [...this.feed.lines.values()];
    const from = newDice(seed).below(Math.max(1, known.length - 50));
    if (known.length > 0) this.feed.give(known.slice(from, from + 50), null);
  }

  private async lock({ count, forMs }: ActionOf<'lockRows'>): Promise<void> {
    const { org } = this.salesforce;
    const ids: string[] = [];
    for await (const { Id } of org.records('Lead', ['Id'])) {
      ids.push(Id);
      if (ids.length === Math.min(count, LOCKED_MOST)) break;
    }
    for (const id of ids) await org.lock(id, forMs);
  }

  /** Nothing is open but what failed, and what must wait for hours: whether somebody who is gone was merged away. */
  private async areOver(): Promise<boolean> {
    await this.rig.pause(0);
    const gone = new Set((await this.rig.simulator.gone()).map(({ id }) => id));
    return this.rig.stack.with(async ({ store: { salesActivities } }) => {
      const counts = await salesActivities.counts();
      const open = counts.filter(({ state }) => state !== 'failed');
      if (open.length === 0) return true;
      if (open.some(({ state }) => state !== 'unknown')) return false;
      const rows = await salesActivities.list({ state: 'unknown' }, '', 1_000);
      return rows.every(({ personId }) => gone.has(personId));
    });
  }

  /** What is not over, in a few words. */
  private async open(): Promise<string> {
    const rows = await this.rig.stack.with(({ store }) => store.salesActivities.list({}, '', 100_000));
    const counts = new Map<string, number>();
    for (const { vendor, status } of rows) {
      const what = `${vendor} ${status.state} ${detailOf(status) ?? ''}`.trim();
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
  }

  private async logged(): Promise<Logged[]> {
    const lines = [...this.feed.lines.values()].filter(({ id }) => this.feed.taken.has(id));
    const about = new Set(lines.map(({ personId }) => personId));
    const recorded = this.people.filter(({ id, hasRecord }) => hasRecord && about.has(id)).map(({ id }) => id);
    const sure = await this.rig.stack.with(({ store }) => stayedQualified(store, recorded));
    return lines.map((line) => ({ ...line, hasRecord: sure.has(line.personId) }));
  }

  private async truth(): Promise<Truth> {
    const added: Truth['added'][number][] = [];
    for await (const { type, leadId, attributes } of this.rig.simulator.customActivities()) {
      const event = Object.entries(attributes).map(([apiName, value]) => ({ apiName, name: apiName, value }));
      added.push({ type, leadId, eventId: eventIdIn(event) });
    }
    const tasks: TrueTask[] = [];
    for await (const record of this.salesforce.org.records('Task', TASK_FIELDS)) {
      if (!this.tasksBefore.has(record.Id)) tasks.push(taskOf(record));
    }
    this.tasks = tasks.length;
    const gone = new Map((await this.rig.simulator.gone()).map(({ id, winner }) => [id, winner]));
    return { added, tasks, gone };
  }

  private states(): Promise<States> {
    return this.rig.stack.with(async ({ store }) => {
      const states = new Map<string, ReturnType<typeof branchesOf>>();
      for await (const { activity, branches } of store.salesActivities.stream()) {
        states.set(activity.id, branchesOf(branches));
      }
      return states;
    });
  }
}

const TASK_FIELDS = [
  KEY_FIELD,
  'Type',
  'MSE_Viewed__c',
  'MSE_Clicked__c',
  'MSE_Replied__c',
  'MSE_Email_Status__c',
] as const;

function taskOf(record: SalesforceRecord): TrueTask {
  const text = (name: (typeof TASK_FIELDS)[number]) => {
    const value = record[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    id: record.Id,
    key: text(KEY_FIELD),
    type: text('Type'),
    viewed: record.MSE_Viewed__c === true,
    clicked: record.MSE_Clicked__c === true,
    replied: record.MSE_Replied__c === true,
    status: text('MSE_Email_Status__c'),
  };
}

function branchesOf(branches: { [vendor in 'marketo' | 'salesforce']?: { status: BranchStatus } }) {
  const entries = Object.entries(branches).map(([vendor, { status }]) => [
    vendor,
    { state: status.state, detail: detailOf(status) },
  ]);
  return Object.fromEntries(entries) as {
    [vendor in 'marketo' | 'salesforce']?: { state: string; detail: string | null };
  };
}

function detailOf(status: BranchStatus): string | null {
  if ('error' in status) return status.error;
  return 'reason' in status ? status.reason : null;
}
