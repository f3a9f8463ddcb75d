import { randomUUID } from 'node:crypto';
import { isFinal } from '../../model/sales-activity/branch.ts';
import { contentHash } from '../../model/sales-activity/content-hash.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import { type LoggingPlan, loggingPlan } from '../../model/sales-activity/plan.ts';
import type { MarketoSettings, SalesforceSettings } from '../../model/settings.ts';
import { optOutOfBounce } from '../../model/unsubscribe/bounce.ts';
import type { Database } from '../database.ts';
import { erasedAmong } from '../erasures/among.ts';
import { PANELS, type PanelDocument } from '../panels/document.ts';
import { rememberOwn } from '../panels/own.ts';
import type { UnsubscribeStore } from '../unsubscribes/types.ts';
import { bulkUpsert, retryDuplicate } from '../writes.ts';
import {
  type ActivityDocument,
  type IntakeMarker,
  newRow,
  openVendors,
  outboxKey,
  type StoredBranch,
} from './document.ts';
import { numberOpens } from './opens.ts';
import { restoredAt } from './restored.ts';
import type { Rows } from './rows.ts';
import type { IntakeOutcome } from './types.ts';

export interface LoggingSettings {
  marketo: MarketoSettings;
  salesforce: SalesforceSettings;
}

/**
 * How activities come in: a marker, the records, the panels and opt-outs that follow from them, their rows; then the
 * marker goes. A crash in between is mended.
 */
export function createIntake(database: Database, rows: Rows, unsubscribes: Pick<UnsubscribeStore, 'add'>) {
  const { activities, outbox } = rows;
  const panels = database.collection<PanelDocument>(PANELS);
  const markers = database.collection<IntakeMarker>('outbox');

  async function intake(all: readonly SalesActivity[], settings: LoggingSettings): Promise<IntakeOutcome[]> {
    const erased = await erasedAmong(database, [...new Set(all.map(({ personId }) => personId))]);
    const outcomes = (
      await take(
        all.filter(({ personId }) => !erased.has(personId)),
        settings,
      )
    ).values();
    return all.map(({ personId }) => (erased.has(personId) ? 'erased' : (outcomes.next().value ?? 'different')));
  }

  async function take(given: readonly SalesActivity[], settings: LoggingSettings): Promise<IntakeOutcome[]> {
    if (given.length === 0) return [];
    const firsts = new Map(given.toReversed().map((activity) => [activity.id, activity]));
    const unique = given.filter((activity) => firsts.get(activity.id) === activity);
    const intakeId = randomUUID();
    const marker = `intake/${intakeId}`;
    const acceptedAt = database.clock.now();
    const ids = unique.map(({ id }) => id);
    await retryDuplicate(() =>
      markers.updateOne({ _id: marker }, { $setOnInsert: { ids, at: acceptedAt, stamp: marker } }, { upsert: true }),
    );
    await storeRecords(unique, settings, { intake: intakeId, acceptedAt });
    const stored = new Map((await readRecords(ids)).map((record) => [record._id, record]));
    const taken = unique.filter((activity) => stored.get(activity.id)?.hash === contentHash(activity));
    await rememberOwn(panels, taken, acceptedAt);
    await complete([...stored.values()]);
    await markers.deleteMany({ _id: marker });
    return given.map((activity) => {
      const record = stored.get(activity.id);
      if (record === undefined || record.hash !== contentHash(activity)) return 'different';
      return record.intake === intakeId && firsts.get(activity.id) === activity ? 'accepted' : 'known';
    });
  }

  /** Opens come after the emails that they belong to, where they are counted. */
  async function storeRecords(
    given: readonly SalesActivity[],
    settings: LoggingSettings,
    at: Pick<ActivityDocument, 'intake' | 'acceptedAt'>,
  ): Promise<void> {
    const { maxOpensPerEmail: max } = settings.marketo;
    const counted = max === null ? [] : given.filter(({ type }) => type === 'emailOpened');
    await insert(
      given.filter((activity) => !counted.includes(activity)),
      new Map(),
    );
    if (max !== null && counted.length > 0) await insert(counted, await numberOpens(rows, counted, max));

    async function insert(part: readonly SalesActivity[], openNumbers: ReadonlyMap<string, number>): Promise<void> {
      await bulkUpsert(
        activities,
        part.map((activity) => {
          const plan = loggingPlan(activity, settings, openNumbers.get(activity.id) ?? null);
          const { salesforceWork } = plan;
          const record = { activity, hash: contentHash(activity), ...at, salesforceWork, branches: branchesOf(plan) };
          return { updateOne: { filter: { _id: activity.id }, update: { $setOnInsert: record }, upsert: true } };
        }),
      );
    }
  }

  type Complete = Pick<ActivityDocument, '_id' | 'acceptedAt' | 'branches' | 'activity'>;

  /** Gives every branch that is not over its row; one that has it keeps it. Bounces opt out first: that is most urgent. */
  async function complete(records: readonly Complete[]): Promise<void> {
    const bounced = records.flatMap(({ activity }) => (activity.type === 'emailBounced' ? [activity] : []));
    const optOuts = bounced.flatMap((activity) => optOutOfBounce(activity, database.clock.now()) ?? []);
    if (optOuts.length > 0) await unsubscribes.add(optOuts);
    const wanted = records.flatMap((record) => {
      const { activity, acceptedAt } = record;
      const owner = { id: record._id, personId: activity.personId, acceptedAt, occurredAt: activity.occurredAt };
      return openVendors(record).map((vendor) => ({ owner, vendor, _id: outboxKey(record._id, vendor) }));
    });
    if (wanted.length === 0) return;
    const restored = await restoredAt(database);
    await bulkUpsert(
      outbox,
      wanted.map(({ owner, vendor, _id }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: newRow(owner, vendor, restored) }, upsert: true },
      })),
    );
    // A branch may have ended and lost its row since its record was read: its record says so by now.
    const still = await readRecords([...new Set(wanted.map(({ owner }) => owner.id))]);
    const open = new Set(still.flatMap((record) => openVendors(record).map((vendor) => outboxKey(record._id, vendor))));
    const over = await rows.read(wanted.map(({ _id }) => _id).filter((key) => !open.has(key)));
    // One that says how it ended is not of this intake, and waits for its workflow.
    const again = [...over.values()].filter(({ status }) => !isFinal(status)).map(({ _id }) => _id);
    if (again.length > 0) await outbox.deleteMany({ _id: { $in: again } });
  }

  function readRecords(ids: readonly SalesActivityId[]) {
    const projection = {
      ...{ hash: 1, intake: 1, acceptedAt: 1, branches: 1 },
      ...{ 'activity.personId': 1, 'activity.occurredAt': 1, 'activity.type': 1 },
      ...{ 'activity.email': 1, 'activity.details': 1 },
    } as const;
    return activities.find({ _id: { $in: [...ids] } }, { projection }).toArray();
  }

  /** Intakes that began before then and did not come to their end. @returns how many */
  async function completeLeft(before: Date): Promise<number> {
    const left = await markers.find({ at: { $lte: before } }).toArray();
    for (const { _id, ids } of left) {
      const records = await activities.find({ _id: { $in: ids } }).toArray();
      await rememberOwn(
        panels,
        records.filter(({ bare }) => bare === undefined).map(({ activity }) => activity),
        database.clock.now(),
      );
      await complete(records);
      await markers.deleteMany({ _id });
    }
    return left.length;
  }

  return { intake, completeLeft };
}

function branchesOf({ branches }: LoggingPlan): ActivityDocument['branches'] {
  const stored: ActivityDocument['branches'] = {};
  for (const vendor of VENDORS) {
    const planned = branches[vendor];
    if (planned === undefined) continue;
    const status: StoredBranch['status'] =
      planned === 'send' ? { state: 'open' } : { state: 'skipped', reason: planned };
    stored[vendor] = { status, tries: 0 };
  }
  return stored;
}
