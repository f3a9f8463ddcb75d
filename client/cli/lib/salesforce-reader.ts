import type { Environment } from '../../../model/env.ts';
import type { OptOutReader } from '../../../model/unsubscribe/reader.ts';

/** What closes with the session. */
type Closing = <P extends { close(): Promise<void> }>(part: Promise<P>) => Promise<P>;

/** The org that the environment names, opened when it is first asked; null where none is connected. */
export function optOutReaderOf(env: Environment, closing: Closing): OptOutReader | null {
  const hasKey = env.SALESFORCE_CLIENT_SECRET !== undefined || env.SALESFORCE_PRIVATE_KEY !== undefined;
  if (env.SALESFORCE_LOGIN_URL === undefined || env.SALESFORCE_CLIENT_ID === undefined || !hasKey) return null;
  let opened: Promise<OptOutReader & { close(): Promise<void> }> | undefined;
  const reader = () => (opened ??= closing(open(env)));
  return {
    records: async (addresses, field) => (await reader()).records(addresses, field),
    everyone: async function* everyone(field) {
      yield* (await reader()).everyone(field);
    },
  };
}

async function open(env: Environment): Promise<OptOutReader & { close(): Promise<void> }> {
  const [{ openSalesforce }, { createOptOutReader }, { AppError }] = await Promise.all([
    import('../../../worker/salesforce.ts'),
    import('../../../activities/unsubscribes/reader.ts'),
    import('../../../model/errors/app-error.ts'),
  ]);
  const salesforce = openSalesforce(env);
  if (salesforce === null) throw new AppError('salesforce.notConnected');
  return { ...createOptOutReader(salesforce), close: () => salesforce.close() };
}
