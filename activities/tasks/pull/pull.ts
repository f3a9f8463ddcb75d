import type { Flow } from '../flow.ts';
import { CHANGES, LAG_MS, pullChanges } from './changes.ts';
import { pullDeletions } from './deletions.ts';
import { type Beginner, begun, takeFirst } from './first-time.ts';
import { linkPeople } from './people.ts';
import { isSweepDue, rereadSeller, sweep } from './sweep.ts';

export interface Pulled {
  /** Tasks that were made in Salesforce, taken here. */
  adopted: number;
  /** Changed here by what Salesforce said. */
  changed: number;
  /** Of the daily comparison, where it was due: linked Tasks that Salesforce does not show. */
  unseen: number | null;
}

/** How long until the next look is due, by Salesforce's clock; 0: it is. */
export async function pullDueInMs({ store }: Flow, now: Date, intervalMs: number): Promise<number> {
  const last = await store.tasks.position(CHANGES);
  if (last === null) return 0;
  const sinceMs = now.getTime() - (last.watermark.getTime() + LAG_MS);
  // A clock that was put back counts as due.
  return sinceMs < -LAG_MS ? 0 : Math.max(0, intervalMs - sinceMs);
}

/**
 * Takes everything that Salesforce has to tell. Each seller's first time comes first, then changes, then deletions; each
 * part stores its position after its data. `now`: Salesforce's.
 */
export async function pull(flow: Flow, beginners: readonly Beginner[], now: Date): Promise<Pulled> {
  const total = { adopted: 0, changed: 0 };
  const count = ({ adopted, changed }: typeof total) => {
    total.adopted += adopted;
    total.changed += changed;
  };
  count(await takeFirst(flow, beginners, now));
  for (const { seller } of beginners) await rereadSeller(flow, seller);
  const isAnew = beginners.length > 0 && beginners.length === flow.sellers.userIds.length;
  count(await pullChanges(flow, now, { isAnew }));
  const { isLost } = await pullDeletions(flow, now, { isWhole: beginners.length > 0 });
  for (const beginner of beginners) await begun(flow, beginner, now);
  const isDue = isLost || (await isSweepDue(flow, now));
  const unseen = isDue ? (await sweep(flow, now)).unseen : null;
  await linkPeople(flow, now, { isNew: total.adopted > 0 });
  return { ...total, unseen };
}
