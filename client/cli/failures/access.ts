import type { Failures } from '../../failures/index.ts';
import type { Following } from '../../sales-activities/follow.ts';
import { type Session, userName } from '../lib/session.ts';

/** The typed client's part, on MongoDB alone: Temporal is reached once something has moved. */
export async function failuresOf(session: Session): Promise<Failures> {
  const [{ createFailures }, { createFollower }, store] = await Promise.all([
    import('../../failures/index.ts'),
    import('../../sales-activities/follow.ts'),
    session.store(),
  ]);
  const wake = async (flow: string) => {
    const [{ createWake }, { client }] = await Promise.all([import('../../wake-flows.ts'), session.temporal()]);
    await createWake({ temporal: client, store, instance: session.env.ACTIONS_SYNC_INSTANCE })(flow);
  };
  return createFailures({ store, by: userName(), wake, follower: () => createFollower(() => following(session)) });
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
