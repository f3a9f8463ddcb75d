/** The caller's own id of a sales activity: the key of its record, and part of workflow ids. Nothing personal. */
export type SalesActivityId = string & { readonly __brand: 'SalesActivityId' };

export const SALES_ACTIVITY_ID = /^[A-Za-z0-9._:-]{1,64}$/;

export function isSalesActivityId(value: unknown): value is SalesActivityId {
  return typeof value === 'string' && SALES_ACTIVITY_ID.test(value);
}
