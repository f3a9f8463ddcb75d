import { isAppError } from '../../../../model/errors/app-error.ts';
import type { SalesforceClient, SalesforceContext, SalesforceObject } from '../../../../salesforce/index.ts';

/** An object as it is now; null: hidden from the integration user, or not there. */
export async function visible(
  client: Pick<SalesforceClient, 'describe'>,
  name: string,
  context: SalesforceContext,
): Promise<SalesforceObject | null> {
  try {
    return await client.describe(name, context, { isFresh: true });
  } catch (error) {
    if (isAppError(error) && error.key === 'salesforce.INVALID_TYPE') return null;
    throw error;
  }
}
