import { AppError } from '../model/errors/app-error.ts';

/** From here on a collection upsert exists and answers with id and `created` (salesforce-rest 1.6). */
const OLDEST = 46;

/** `NN.0`. @throws AppError `salesforce.apiVersion` */
export function checkedVersion(version: string): string {
  if (!/^\d{2,3}\.0$/.test(version) || Number(version) < OLDEST)
    throw new AppError('salesforce.apiVersion', { details: { oldest: `${OLDEST}.0` } });
  return version;
}
