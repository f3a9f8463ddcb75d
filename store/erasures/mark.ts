import type { Collection } from 'mongodb';
import { AppError } from '../../model/errors/app-error.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import type { Database } from '../database.ts';
import { isDuplicateKey } from '../errors.ts';
import { paddedId, under } from '../keys.ts';
import { type StoredPerson, toStoredPart } from '../people/document.ts';
import type { HistoryDocument } from '../people/history.ts';
import type { ActivityDocument } from '../sales-activities/document.ts';
import type { ErasureDocument } from './document.ts';
import type { Fingerprints } from './fingerprints.ts';

/** Writes of one person at once are few. */
const ATTEMPTS = 20;
const WHO = ['salesforceLeadId', 'salesforceContactId'] as const;

/**
 * Puts the mark that no later write overwrites in the place of a person's data, and keeps before it the fingerprints by
 * which what belongs to the person is found elsewhere. The app's own data beside it is not read and not touched.
 * @returns the state that it had; null: it was erased before, or nothing was stored
 */
export async function markErased(
  database: Database,
  erasures: Collection<ErasureDocument>,
  fingerprints: Fingerprints,
  { id, at }: { id: MarketoId; at: Date },
): Promise<string | null> {
  const people = database.collection<StoredPerson>('people');
  const mark = toStoredPart({ asOf: ERASED_TICKET, state: 'erased', syncedAt: at, evidence: 'erase', leftAt: at });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await people.findOne({ _id: id }, { projection: { marketo: 1 } });
    const before = found?.marketo;
    if (before?.asOf === ERASED_TICKET) return null;
    const prints = await printsOfPerson(database, fingerprints, id, before);
    if (prints.length > 0) await erasures.updateOne({ _id: id }, { $addToSet: { prints: { $each: prints } } });
    const change = { $set: { marketo: mark }, $unset: { alias: '', firstSeen: '' } } as const;
    if (before !== undefined) {
      // What was read since has other fingerprints.
      const same = { _id: id, 'marketo.asOf': before.asOf };
      const { matchedCount } = await people.updateOne(same, change);
      if (matchedCount === 1) return before.state;
      continue;
    }
    try {
      await people.updateOne({ _id: id, marketo: { $exists: false } }, change, { upsert: true });
      return null;
    } catch (error) {
      // The person has been read at this very moment.
      if (!isDuplicateKey(error)) throw error;
    }
  }
  throw new AppError('store.conflict', { details: { people: 1 } });
}

/** Of what the person has, of what the history says that it had, and of addresses that bounced. */
export async function printsOfPerson(
  database: Database,
  fingerprints: Fingerprints,
  id: MarketoId,
  part: Values | undefined,
): Promise<string[]> {
  const history = database.collection<HistoryDocument>('peopleHistory');
  const rows = await history.find({ _id: under(paddedId(id)) }, { projection: { changes: 1 } }).toArray();
  const earlier = rows.flatMap(({ changes }) =>
    changes.flatMap(({ field, old, new: now }) =>
      [old, now].flatMap((value) => (value === null ? [] : printsOf({ [field]: value }, fingerprints))),
    ),
  );
  const activities = database.collection<ActivityDocument>('salesActivities');
  const bounces = await activities
    .find({ 'activity.personId': id, 'activity.type': 'emailBounced' }, { projection: { 'activity.email': 1 } })
    .toArray();
  const bounced = bounces.flatMap(({ activity }) =>
    'email' in activity ? printsOf({ email: activity.email }, fingerprints) : [],
  );
  return [...new Set([...printsOf(part ?? {}, fingerprints), ...earlier, ...bounced])];
}

type Values = { email?: string | null } & Partial<Record<(typeof WHO)[number], string | null>>;

function printsOf(values: Values, fingerprints: Fingerprints): string[] {
  const address = typeof values.email === 'string' ? fingerprints.address(values.email) : null;
  const who = WHO.flatMap((field) => values[field] ?? []).map((one) => fingerprints.who(one));
  return address === null ? who : [address, ...who];
}
