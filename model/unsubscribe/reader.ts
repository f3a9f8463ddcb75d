import type { OptOutObject } from './field.ts';

/** A living record in Salesforce with an address. */
export interface AddressRecord {
  object: OptOutObject;
  id: string;
  /** null: the field is hidden. */
  isOptedOut: boolean | null;
}

/** Salesforce as the typed client asks it for opt-outs. Errors are `AppError`s. */
export interface OptOutReader {
  /** By comparable address, the living records. */
  records(addresses: readonly string[], field: string): Promise<Map<string, AddressRecord[]>>;
  /** Every address whose field says opted out, page by page; an object that hides the field has none. */
  everyone(field: string): AsyncIterable<string[]>;
}
