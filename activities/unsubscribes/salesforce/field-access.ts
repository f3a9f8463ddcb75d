import { AppError } from '../../../model/errors/app-error.ts';
import { OPT_OUT_OBJECTS, type OptOutObject } from '../../../model/unsubscribe/field.ts';
import type { SalesforceClient, SalesforceContext } from '../../../salesforce/index.ts';

/** What the connected user may do with the field; hidden and absent look the same (salesforce-rest 5.1). */
export type Access = 'writable' | 'readOnly' | 'hidden';
export type FieldAccess = Readonly<Record<OptOutObject, Access>>;

/** Often hidden on one of the two objects at first (salesforce-rest 6). */
export async function fieldAccess(
  salesforce: Pick<SalesforceClient, 'describe'>,
  field: string,
  context: SalesforceContext,
  options: { isFresh: boolean },
): Promise<FieldAccess> {
  const [contact, lead] = await Promise.all(
    OPT_OUT_OBJECTS.map(async (object): Promise<Access> => {
      const found = (await salesforce.describe(object, context, options)).fields.get(field.toLowerCase());
      if (found === undefined) return 'hidden';
      return found.isUpdateable ? 'writable' : 'readOnly';
    }),
  );
  return { Contact: contact ?? 'hidden', Lead: lead ?? 'hidden' };
}

/** Why a record of the object can't be told. */
export function accessError(object: OptOutObject, access: Exclude<Access, 'writable'>, field: string): AppError {
  const key = access === 'hidden' ? 'unsubscribes.fieldHidden' : 'unsubscribes.fieldReadOnly';
  return new AppError(key, { details: { object, field } });
}
