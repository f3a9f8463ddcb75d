/** A field that is not there, hidden or read-only; expect either code (salesforce-rest 13.5), and 404 of the key. */
const FIELD_TROUBLE: ReadonlySet<string> = new Set([
  'salesforce.INVALID_FIELD',
  'salesforce.INVALID_FIELD_FOR_INSERT_UPDATE',
  'salesforce.NOT_FOUND',
]);

export const isFieldTrouble = (key: string): boolean => FIELD_TROUBLE.has(key);
