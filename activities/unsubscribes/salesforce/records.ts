import { comparableAddress, spellings } from '../../../model/email-address.ts';
import { OPT_OUT_OBJECTS, type OptOutObject } from '../../../model/unsubscribe/field.ts';
import type { SalesforceClient, SalesforceContext } from '../../../salesforce/index.ts';
import { queryIn, textIn } from '../../sales-activities/salesforce/soql.ts';
import type { FieldAccess } from './field-access.ts';

/** A living Lead or Contact. */
export interface OptOutRecord {
  id: string;
  object: OptOutObject;
  /** Comparable. */
  address: string;
  /** null: the field is hidden. */
  isOptedOut: boolean | null;
}

/** A converted lead's person is its contact, and nobody can write it any more (salesforce-rest 8). */
export const LIVING: Record<OptOutObject, string> = { Contact: '', Lead: ' AND IsConverted = false' };

export interface AddressRead {
  /** Comparable ones. */
  addresses: readonly string[];
  field: string;
  access: FieldAccess;
}

/** Every record with one of the addresses. Salesforce compares without case; what it finds is compared again here. */
export async function recordsOfAddresses(
  salesforce: Pick<SalesforceClient, 'query'>,
  { addresses, field, access }: AddressRead,
  context: SalesforceContext,
): Promise<OptOutRecord[]> {
  const wanted = new Set(addresses);
  const texts = addresses.flatMap(spellings);
  const read = OPT_OUT_OBJECTS.map(async (object) => {
    const isHidden = access[object] === 'hidden';
    const select = isHidden ? 'Id, Email' : `Id, Email, ${field}`;
    const soql = (list: string) => `SELECT ${select} FROM ${object} WHERE Email IN (${list})${LIVING[object]}`;
    const found = await queryIn(salesforce, soql, texts, context);
    return found.flatMap((record): OptOutRecord[] => {
      const id = textIn(record, 'Id');
      const address = comparableAddress(textIn(record, 'Email') ?? '');
      if (id === null || address === null || !wanted.has(address)) return [];
      return [{ id, object, address, isOptedOut: isHidden ? null : isSet(record, field) }];
    });
  });
  return (await Promise.all(read)).flat();
}

/** Salesforce spells a field as it is defined, however it was asked for. */
export function isSet(record: Readonly<Record<string, unknown>>, field: string): boolean {
  const name = field.toLowerCase();
  return Object.entries(record).some(([key, value]) => key.toLowerCase() === name && value === true);
}
