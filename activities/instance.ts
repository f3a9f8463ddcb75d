import type { MarketoClient } from '../marketo/types.ts';
import { AppError } from '../model/errors/app-error.ts';
import type { PeopleState } from '../store/types.ts';

/**
 * Ids mean nothing in another instance: what is stored may only be compared with the instance that it was read from.
 * @throws AppError `people.instanceChanged`
 */
export function checkInstance(
  { baseUrl }: Pick<MarketoClient, 'baseUrl'>,
  { marketoInstance }: Pick<PeopleState, 'marketoInstance'>,
): void {
  if (marketoInstance === null || marketoInstance === baseUrl) return;
  throw new AppError('people.instanceChanged', { details: { read: marketoInstance, configured: baseUrl } });
}
