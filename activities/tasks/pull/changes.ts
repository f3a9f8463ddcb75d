import { type Flow, readerOf } from '../flow.ts';
import { changedRows, LINKED, ownedBy } from '../salesforce/read.ts';
import { type Applied, applyRows } from './apply.ts';

/** Rows become visible minutes after their stamp (salesforce-rest 6.1). */
export const LAG_MS = 60_000;
const OVERLAP_MS = 10 * 60_000;
/** Owners of one query: what fits into its address. */
const OWNERS_PER_QUERY = 200;
export const CHANGES = 'changes';

/**
 * Takes what has changed since the last time: Tasks of the sellers' users, and linked ones whoever owns them now. `now`:
 * Salesforce's. The position stays a minute behind it and is read from ten more: what commits late is still found.
 * Without a position, or where `isAnew` (nobody was followed until now), it begins now: each seller's first look goes
 * further back.
 */
export async function pullChanges(flow: Flow, now: Date, { isAnew }: { isAnew: boolean }): Promise<Applied> {
  const { tasks } = flow.store;
  const before = await tasks.position(CHANGES);
  const reached = isAnew ? now : (before?.watermark ?? now);
  const applied = await takeSince(flow, new Date(reached.getTime() - OVERLAP_MS));
  const watermark = new Date(Math.max(now.getTime() - LAG_MS, before?.watermark.getTime() ?? 0));
  await tasks.movePosition(CHANGES, before, { watermark, detail: '' });
  return applied;
}

/** All that changed since a moment of Salesforce's clock, of everybody who is followed. */
export function takeSince(flow: Flow, since: Date): Promise<Applied> {
  return takeChanged(flow, conditions(flow), since);
}

/** What changed since then, in one read for each condition. */
export async function takeChanged(flow: Flow, each: readonly string[], since: Date): Promise<Applied> {
  const total: Applied = { adopted: 0, changed: 0 };
  for (const condition of each) {
    for await (const rows of changedRows(readerOf(flow), condition, since)) {
      const { adopted, changed } = await applyRows(flow, rows);
      total.adopted += adopted;
      total.changed += changed;
    }
  }
  return total;
}

/** As many owners each as fit into a query. */
export function ownersConditions(userIds: readonly string[]): string[] {
  const owned: string[] = [];
  for (let from = 0; from < userIds.length; from += OWNERS_PER_QUERY)
    owned.push(ownedBy(userIds.slice(from, from + OWNERS_PER_QUERY)));
  return owned;
}

function conditions({ sellers: { userIds }, org }: Flow): string[] {
  const owned = ownersConditions(userIds);
  if (!org.hasKey) return owned;
  const [first, ...others] = owned;
  return [first === undefined ? LINKED : `${first} OR ${LINKED}`, ...others];
}
