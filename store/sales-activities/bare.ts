import type { Collection } from 'mongodb';
import { bareActivity } from '../../model/erasure.ts';
import { bulkUpsert } from '../writes.ts';
import type { ActivityDocument } from './document.ts';

/**
 * Takes the personal data out of stored activities; what says that they were logged stays. `why` erased: the fingerprint of
 * the content goes too, because nothing of this person is taken again; `aged`: the same activity is still known.
 */
export async function makeBare(
  activities: Collection<ActivityDocument>,
  found: readonly ActivityDocument[],
  why: 'erased' | 'aged',
): Promise<void> {
  await bulkUpsert(
    activities,
    found.map(({ _id, activity }) => ({
      updateOne: {
        filter: { _id },
        update: { $set: { activity: bareActivity(activity), bare: why, ...(why === 'erased' && { hash: '' }) } },
      },
    })),
  );
}
