import type { OptOutObject } from './field.ts';

/** A record in Salesforce that says opted out. */
export interface OptOutCarrier {
  object: OptOutObject;
  id: string;
}

/** Salesforce as the typed client asks it for opt-outs. Errors are `AppError`s. */
export interface OptOutReader {
  /** By comparable address, the living records whose field says opted out. */
  carriers(addresses: readonly string[], field: string): Promise<Map<string, OptOutCarrier[]>>;
  /** Every address whose field says opted out, page by page; an object that hides the field has none. */
  everyone(field: string): AsyncIterable<string[]>;
}
