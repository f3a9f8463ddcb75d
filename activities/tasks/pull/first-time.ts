import { createHash } from 'node:crypto';
import type { Seller } from '../../../store/sellers/types.ts';
import type { TaskPosition } from '../../../store/tasks/types.ts';
import type { Flow } from '../flow.ts';
import { OPEN } from '../salesforce/read.ts';
import type { Applied } from './apply.ts';
import { ownersConditions, takeChanged } from './changes.ts';

const PREFIX = 'seller/';

/** A seller for whom the sync was switched on, or on again, since the last look. */
export interface Beginner {
  seller: string;
  userId: string;
  position: string;
  before: TaskPosition | null;
  /** Which time it is, and with which user. */
  detail: string;
}

/** `generation`: how often `tasks.sync` itself was switched on. Sellers without a user wait. */
export async function beginnersOf(flow: Flow, on: readonly Seller[], generation: number): Promise<Beginner[]> {
  const known = new Map((await flow.store.tasks.positions(PREFIX)).map((position) => [position.name, position]));
  return on.flatMap(({ email: seller, tasks }) => {
    const owner = flow.sellers.userOf(seller);
    if (owner === null) return [];
    const position = `${PREFIX}${createHash('sha256').update(seller).digest('hex')}`;
    const before = known.get(position) ?? null;
    const { userId } = owner;
    const detail = `${generation}/${tasks.generation}/${userId}`;
    return before?.detail === detail ? [] : [{ seller, userId, position, before, detail }];
  });
}

/** Takes these sellers' open Tasks that changed lately (product.md 5.2; Q26). `now`: Salesforce's. */
export async function takeFirst(flow: Flow, beginners: readonly Beginner[], now: Date): Promise<Applied> {
  const { backfillMs } = await flow.store.settings.tasks();
  const since = new Date(now.getTime() - backfillMs);
  const owned = ownersConditions(beginners.map(({ userId }) => userId));
  return takeChanged(
    flow,
    owned.map((condition) => `${condition} AND ${OPEN}`),
    since,
  );
}

/** From now on the seller is followed like everybody. */
export async function begun({ store }: Flow, { position, before, detail }: Beginner, now: Date): Promise<void> {
  await store.tasks.movePosition(position, before, { watermark: now, detail });
}
