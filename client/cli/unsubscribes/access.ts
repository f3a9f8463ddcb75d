import { createUnsubscribes } from '../../unsubscribes/index.ts';
import { type Session, userName } from '../lib/session.ts';

/** The typed client's part, on MongoDB alone: Temporal is reached when it is needed, and what is stored never waits for it. */
export async function unsubscribesOf(session: Session): Promise<ReturnType<typeof createUnsubscribes>> {
  const { env, optOuts } = session;
  const store = await session.store();
  const flows = async () => {
    const [{ unsubscribeFlows }, { client }] = await Promise.all([
      import('../../unsubscribes/flows.ts'),
      session.temporal(),
    ]);
    return unsubscribeFlows(client, env.ACTIONS_SYNC_INSTANCE, store);
  };
  return createUnsubscribes({
    ...{ store, optOuts, by: userName() },
    flows: { push: async () => (await flows()).push(), compare: async () => (await flows()).compare() },
  });
}
