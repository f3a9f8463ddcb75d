import type { AppError } from '../../../../model/errors/app-error.ts';
import { newerValues, type RollupObject, rollupFieldsIn, rollupOf } from '../../../../model/salesforce-task/rollups.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { queryIn, textIn } from '../soql.ts';
import type { ByRecord } from './records.ts';

interface Writing {
  salesforce: Pick<SalesforceClient, 'describe' | 'query' | 'update'>;
  context: SalesforceContext;
  /** What single records met. */
  note: (error: AppError) => void;
}

/** A converted lead takes no change (salesforce-rest 8); its Tasks are its contact's. */
const FILTERS: Partial<Record<RollupObject, string>> = { Lead: ' AND IsConverted = false' };

/**
 * Reads what the records have, and writes what is newer: one update, at most. Two workers that do so in the same moment
 * may leave the older of two times; the next event mends it.
 * @throws AppError where the whole call was refused
 */
export async function writeRollups(
  { salesforce, context, note }: Writing,
  object: RollupObject,
  activities: ByRecord,
): Promise<void> {
  const { fields, isUpdateable } = await salesforce.describe(object, context);
  const names = isUpdateable ? rollupFieldsIn(fields) : [];
  if (names.length === 0) return;
  const soql = (list: string) =>
    `SELECT Id, ${names.join(', ')} FROM ${object} WHERE Id IN (${list})${FILTERS[object] ?? ''}`;
  const records = await queryIn(salesforce, soql, [...activities.keys()], context);
  const changes = records.flatMap((record) => {
    const id = textIn(record, 'Id');
    const values = newerValues(rollupOf(activities.get(id ?? '') ?? []), record, fields);
    return id === null || Object.keys(values).length === 0 ? [] : [{ Id: id, ...values }];
  });
  for (const outcome of await salesforce.update(object, changes, context)) {
    if (outcome.kind !== 'saved') note(outcome.error);
  }
}
