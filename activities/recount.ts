import type { Store } from '../store/types.ts';

/** Sets the running number of visible people right: two reads at once may both count the same newcomer. */
export async function recount(store: Store): Promise<number> {
  const before = await store.peopleState.get();
  const { qualified = 0 } = await store.people.countByState();
  // As a difference, so that people who join meanwhile are not forgotten.
  if (qualified !== before.visible) await store.peopleState.addVisible(qualified - before.visible);
  return qualified;
}
