import type { BranchChange, OutboxRow } from '../../store/sales-activities/types.ts';
import type { SenderDeps } from './ports.ts';
import { withPeople } from './with-person.ts';

/**
 * Looks up what may have been sent: calls without an answer become `unknown`, and those whose activities must be visible
 * by now are asked for. What is there is done; what surely is not is sent again.
 * @returns how many were settled
 */
export async function lookUpUnknown(deps: SenderDeps, signal: AbortSignal): Promise<number> {
  const { store, sender } = deps;
  const now = await store.serverTime();
  await store.salesActivities.expire(now);
  const visible = new Date(now.getTime() - (await sender.visibleAfterMs()));
  let settled = 0;
  for (let after = ''; ; ) {
    signal.throwIfAborted();
    const filter = { state: 'unknown', vendor: sender.vendor } as const;
    const page = await store.salesActivities.list(filter, after, sender.perCall);
    const last = page.at(-1);
    if (last === undefined) return settled;
    settled += await settlePage(
      deps,
      page.filter(({ status }) => status.state === 'unknown' && status.since <= visible),
      signal,
    );
    after = `${last.id}/${last.vendor}`;
  }
}

async function settlePage(
  { store, sender, tell }: SenderDeps,
  rows: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<number> {
  if (rows.length === 0) return 0;
  const { known } = await withPeople(store, await store.salesActivities.contents(rows));
  const found = await sender.lookUp(known, { signal });
  signal.throwIfAborted();
  const changes = known.flatMap(({ row: { id, vendor, status } }): BranchChange[] => {
    const what = found.get(id);
    if (what === undefined || status.state !== 'unknown') return [];
    return [{ id, vendor, event: { ...what, batch: status.batch } }];
  });
  const changed = await store.salesActivities.apply(changes);
  tell(changed);
  return changed.filter((one) => one.changed).length;
}
