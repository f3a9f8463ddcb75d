import { PERSON_UNKNOWN, PERSON_WAIT_MS } from '../../model/sales-activity/branch.ts';
import type { Database } from '../database.ts';
import type { StoredPerson } from '../people/document.ts';
import { toRow } from './document.ts';
import { rememberRestore, restoredBatch } from './restored.ts';
import type { Rows } from './rows.ts';
import type { BranchChange, BranchChanged } from './types.ts';

const AT_ONCE = 1_000;

/** Rows that wait for their person: on, where the person has been read; failed, after a week. */
export async function releaseArrived(database: Database, rows: Rows, now: Date): Promise<BranchChanged[]> {
  const people = database.collection<StoredPerson>('people');
  const changed: BranchChanged[] = [];
  for (let after = ''; ; ) {
    const page = await rows.outbox
      .find({ _id: { $gt: after }, 'status.state': 'parked', 'status.reason': PERSON_UNKNOWN })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return changed;
    const ids = [...new Set(page.map(({ personId }) => personId))];
    const found = await people.find({ _id: { $in: ids } }, { projection: { 'marketo.state': 1 } }).toArray();
    // A document without this part holds the app's data alone.
    const known = new Set(found.filter(({ marketo }) => marketo !== undefined).map(({ _id }) => _id));
    const changes = page.map(toRow).flatMap(({ id, vendor, personId, acceptedAt }): BranchChange[] => {
      if (known.has(personId)) return [{ id, vendor, event: { kind: 'resume' } }];
      const waited = now.getTime() - acceptedAt.getTime();
      return waited < PERSON_WAIT_MS ? [] : [{ id, vendor, event: { kind: 'fail', error: 'activity.personUnknown' } }];
    });
    changed.push(...(await rows.apply(changes)));
    after = last._id;
  }
}

/** Every row there is, sent or not: the database has forgotten what became of it. */
export async function doubtAll(database: Database, { outbox, apply }: Rows, now: Date): Promise<number> {
  // What intake takes again from now on is doubted there.
  await rememberRestore(database, now);
  const event = { kind: 'doubt', batch: restoredBatch(), now } as const;
  let doubted = 0;
  for (let after = ''; ; ) {
    const page = await outbox
      .find({ _id: { $gt: after }, vendor: { $exists: true } })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return doubted;
    const changed = await apply(page.map(({ id, vendor }) => ({ id, vendor, event })));
    doubted += changed.filter((one) => one.changed).length;
    after = last._id;
  }
}
