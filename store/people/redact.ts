import type { Collection } from 'mongodb';
import { ALL_PARTS, type PanelDocument } from '../panels/document.ts';
import type { PeopleStore } from '../types.ts';
import { type StoredPerson, withoutPersonalData } from './document.ts';
import { type HistoryDocument, redactHistory } from './history.ts';

/** Parts with personal data have this member, stubs don't (`decide`): what is redacted is not found again. */
const HAS_PERSONAL_DATA = { 'marketo.ownerId': { $exists: true } } as const;

interface Collections {
  people: Collection<StoredPerson>;
  history: Collection<HistoryDocument>;
  panels: Collection<PanelDocument>;
}

/**
 * History and panel first: a process that dies in between finds the person again. A person who comes back at this very moment is
 * kept by the guard on `asOf`, and loses no more than the old values in the history.
 */
export async function redactPeople(
  { people, history, panels }: Collections,
  { unownedBefore, goneBefore, limit, signal }: Parameters<PeopleStore['redact']>[0],
): Promise<number> {
  const due = await people
    .find(
      {
        ...HAS_PERSONAL_DATA,
        $or: [
          { 'marketo.state': 'unowned', 'marketo.leftAt': { $lt: unownedBefore } },
          { 'marketo.state': { $in: ['deleted', 'merged'] }, 'marketo.leftAt': { $lt: goneBefore } },
        ],
      },
      { projection: { marketo: 1 } },
    )
    .limit(Math.max(1, limit))
    .toArray();

  let redacted = 0;
  for (const { _id, marketo } of due) {
    if (marketo === undefined) continue;
    signal?.throwIfAborted();
    await redactHistory(history, _id);
    await panels.updateOne({ _id }, { $unset: ALL_PARTS, $set: { rebuild: true } });
    const guarded = { _id, 'marketo.asOf': marketo.asOf };
    const { matchedCount } = await people.updateOne(guarded, { $set: { marketo: withoutPersonalData(marketo) } });
    redacted += matchedCount;
  }
  return redacted;
}
