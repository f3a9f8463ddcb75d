import type { CallPriority } from '../../model/ports.ts';
import type { CheckSettings } from '../../model/settings.ts';

/** How urgent a call is, and what ends it. */
export interface ReadContext {
  priority: CallPriority;
  signal?: AbortSignal;
}

/** What the check reads from Marketo: a part of `MarketoClient`, whose words hold. */
export interface MarketoReads {
  /** Everyone whose field has one of the values; these are asked for when the call has its place in the quota. */
  leadsByFilter(
    field: string,
    values: () => readonly string[],
    fields: readonly string[],
    context: ReadContext,
  ): Promise<{ leads: readonly Readonly<Record<string, unknown>>[] }>;
  /** The fields of a person that REST offers. */
  describeLeads(context: ReadContext): Promise<readonly { restName: string }[]>;
}

/** What the check reads from our own database. */
export interface CheckStore {
  settings: { check(): Promise<CheckSettings> };
  unsubscribes: {
    /** Those of the addresses that are unsubscribed, by the spelling in which addresses are compared. */
    read(addresses: readonly string[]): Promise<ReadonlyMap<string, { since: Date }>>;
  };
}
