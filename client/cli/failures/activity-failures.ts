import type { createActivityFailures } from '../../sales-activities/failures.ts';
import type { Following } from '../../sales-activities/follow.ts';
import { type Session, userName } from '../lib/session.ts';

/** Temporal is connected to once something has moved: looking needs MongoDB alone, and so does changing. */
export async function activityFailures(session: Session): Promise<ReturnType<typeof createActivityFailures>> {
  const [{ createActivityFailures: create }, { createFollower }, store] = await Promise.all([
    import('../../sales-activities/failures.ts'),
    import('../../sales-activities/follow.ts'),
    session.store(),
  ]);
  return create({ store, by: userName(), follower: () => createFollower(() => following(session)) });
}

async function following({ store, temporal, env }: Session): Promise<Following> {
  const [opened, link, { createSalesActivities }] = await Promise.all([
    store(),
    temporal(),
    import('../../sales-activities/index.ts'),
  ]);
  const instance = env.ACTIONS_SYNC_INSTANCE;
  return createSalesActivities({ temporal: link.client, store: opened, instance }).following;
}
