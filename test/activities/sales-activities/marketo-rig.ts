import { onTestFinished } from 'vitest';
import { lookUpUnknown } from '../../../activities/sales-activities/look-up.ts';
import { createMarketoSender } from '../../../activities/sales-activities/marketo/sender.ts';
import type { SenderDeps } from '../../../activities/sales-activities/ports.ts';
import { sendOnce } from '../../../activities/sales-activities/send.ts';
import { setUpMarketo } from '../../../client/cli/setup/marketo.ts';
import { createMarketoClient, type MarketoClient } from '../../../marketo/index.ts';
import type { ActivityLayout } from '../../../model/activity-types/types.ts';
import { isMarketoId, type MarketoId } from '../../../model/ids.ts';
import type { QuotaLedger } from '../../../model/ports.ts';
import type { BranchStatus } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../../model/sales-activity/line.ts';
import { parseSalesActivity } from '../../../model/sales-activity/parse.ts';
import {
  type CustomActivityLine,
  type MarketoSimulatorOptions,
  startMarketoSimulator,
} from '../../../simulators/marketo/index.ts';
import type { WrapCollection } from '../../../store/database.ts';
import { lineOf } from '../../model/sales-activity/lines.ts';
import { openTestStore } from '../../store/open.ts';
import { personWrite, qualifiedPart, ticket } from '../../store/people.ts';
import { activityId } from '../../store/sales-activities.ts';
import { ManualClock } from '../clock.ts';

export const INSTANCE = 'acme';
/** Deadline of a call that adds activities: what takes longer has no answer. */
export const CALL_MS = 500;
export const running = new AbortController().signal;

export interface MarketoRigOptions {
  simulator?: MarketoSimulatorOptions;
  wrap?: WrapCollection;
  /** Null: `setup marketo` has not run. */
  layout?: ActivityLayout | null;
}

/** The real sender, client and store against a simulator, under one hand-moved clock. */
export async function openMarketoRig({ simulator: options, wrap, layout = 'eight' }: MarketoRigOptions = {}) {
  const clock = new ManualClock();
  const simulator = await startMarketoSimulator({ people: 400, limits: 'off', clock: () => clock.ms, ...options });
  onTestFinished(() => simulator.close());
  const { store, db } = await openTestStore(wrap);
  await store.migrate();
  const { instance, baseUrl, clientId, clientSecret } = simulator;

  const client = (ledger: QuotaLedger): MarketoClient => {
    const timeouts = { addActivities: CALL_MS };
    const opened = createMarketoClient({ baseUrl, clientId, clientSecret, ledger, clock, timeouts });
    onTestFinished(() => opened.close());
    return opened;
  };
  const marketo = client(store.quota.ledger(null));
  const setUp = (wanted: ActivityLayout) => setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: wanted });
  if (layout !== null) await setUp(layout);
  instance.resetStats();

  const living = [...instance.state.book.living()].filter(isMarketoId);
  const writes = living.map((id) => personWrite(id, qualifiedPart(1)));
  await store.people.apply(writes, { evidence: 'initialScan' });

  /** What a worker of its own has; `parts` in place of the real ones. */
  const worker = (
    parts: { marketo?: Pick<MarketoClient, 'customActivities' | 'leadsByIds'>; store?: typeof store } = {},
  ) => {
    const senderStore = parts.store ?? store;
    const sender = createMarketoSender({
      marketo: parts.marketo ?? marketo,
      store: senderStore,
      clock,
      instance: INSTANCE,
    });
    // The database's time is the test's.
    const timed: SenderDeps['store'] = { ...senderStore, serverTime: async () => clock.now() };
    return { store: timed, clock, sender, tell: () => {} } satisfies SenderDeps;
  };
  const deps = worker();

  const activity = (type: SalesActivityKind, id: string, change: Record<string, unknown> = {}): SalesActivity => {
    const occurredAt = new Date(clock.ms - 60_000).toISOString();
    const line = lineOf(type, { id, personId: living[0], occurredAt, ...change });
    const parsed = parseSalesActivity(line, clock.now());
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
    return parsed.activity;
  };

  return {
    ...{ simulator, instance, store, db, clock, living, client, marketo, setUp, worker, deps, activity },
    /** The n-th living person. */
    person(index: number): MarketoId {
      const id = living[index];
      if (id === undefined) throw new Error(`there are only ${living.length} people`);
      return id;
    },
    intake: (...activities: SalesActivity[]) => store.salesActivities.intake(activities),
    send: (given: SenderDeps = deps) => sendOnce(given, running),
    /** Lets the time pass after which a look-up may say "not there", then looks. */
    async lookUp(): Promise<number> {
      clock.advance(await deps.sender.visibleAfterMs());
      return lookUpUnknown(deps, running);
    },
    /** Lets parked ones go on whose time is over, as the sweep does. */
    async resumeDue(): Promise<void> {
      const due = await store.salesActivities.due(clock.now(), 1_000);
      await store.salesActivities.apply(due.map(({ id, vendor }) => ({ id, vendor, event: { kind: 'resume' } })));
    },
    /** The status of each branch to Marketo. */
    async statuses(...ids: string[]): Promise<(BranchStatus | undefined)[]> {
      const records = await Promise.all(ids.map((id) => store.salesActivities.get(activityId(id))));
      return records.map((record) => record?.branches.marketo?.status);
    },
    async states(...ids: string[]): Promise<(string | undefined)[]> {
      return (await this.statuses(...ids)).map((status) => status?.state);
    },
    /** What Marketo has: its own truth. */
    truth: (): CustomActivityLine[] => [...instance.customActivities()],
    /** Event ids that Marketo has, one for each record, in order. */
    eventIds: (): string[] =>
      [...instance.customActivities()].map(({ attributes }) => String(attributes.siaEventId)).sort(),
    /** Calls that add activities. */
    calls: (): number => instance.stats().endpoints['POST /rest/v1/activities/external.json'] ?? 0,
    /** As the sync stores a person that was merged away. */
    async mergeStored(loser: MarketoId, winner: MarketoId, asOf = 3): Promise<void> {
      const part = qualifiedPart(asOf, { state: 'merged' });
      const write = personWrite(loser, part, { alias: { winner, asOf: ticket(asOf) } });
      await store.people.apply([write], { evidence: 'merge' });
    },
    /** As the sync stores a person that was merged away and whom the brake keeps: who won is known, the rest waits. */
    async holdMerged(loser: MarketoId, winner: MarketoId): Promise<void> {
      const write = personWrite(loser, qualifiedPart(2), { alias: { winner, asOf: ticket(3) } });
      await store.people.apply([write], { evidence: 'merge' });
    },
    /** As the sync stores a person that was deleted just now. */
    async deleteStored(id: MarketoId, asOf = 2): Promise<void> {
      const part = qualifiedPart(asOf, { state: 'deleted', leftAt: clock.now() });
      await store.people.apply([personWrite(id, part)], { evidence: 'deletion' });
    },
  };
}

/** As they stand in the simulator's truth. */
export const eventOf = (id: string) => `${INSTANCE}/${id}`;
