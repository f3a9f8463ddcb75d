import type { NightlyResult, NightlyRun } from '../../model/unsubscribe/nightly.ts';
import type { AddressRecord } from '../../model/unsubscribe/reader.ts';
import type { PushCounts, StoredConsent } from '../../store/unsubscribes/types.ts';

/** Who is not to be mailed any more. */
export interface UnsubscribeRequest {
  address: string;
  /** Whether a user did it or the person by a link; manual where it is left out. */
  source?: 'manual' | 'link' | undefined;
  /** Kept in the history of the address. */
  reason?: string | undefined;
}

/** What became of one request; notAnAddress: see `unsubscribes.address`. */
export interface AddResult {
  address: string;
  result: 'unsubscribed' | 'known' | 'notAnAddress';
}

/** What became of one address of a resubscribe. */
export interface ResubscribeResult {
  address: string;
  result: 'resubscribed' | 'notUnsubscribed' | 'notAnAddress';
}

/** What an admin is told before a resubscribe. */
export interface ResubscribePreview {
  address: string;
  /** null: never unsubscribed, or no address. */
  consent: StoredConsent | null;
  /** Records in Salesforce that say opted out; null: Salesforce is not connected. */
  records: AddressRecord[] | null;
  /** The nightly run sets it again unless these records are cleared in Salesforce too. */
  comesBack: boolean;
}

/** What a comparison of everything would change; nothing is changed. */
export interface Differences {
  field: string;
  /** Addresses that Salesforce says are opted out, and that are not here. */
  toOptOut: number;
  /** Addresses opted out here with records in Salesforce that don't say so. */
  toTell: number;
  records: number;
}

/** How unsubscribes stand. */
export interface UnsubscribeStatus {
  optedOut: number;
  /** What Salesforce has still to be told. */
  pushes: PushCounts;
  /** Whether the nightly run is on, and the field that is read and written now. */
  nightly: boolean;
  nightlyAt: string;
  field: string;
  running: Pick<NightlyRun, 'full' | 'startedAt' | 'read' | 'added' | 'queued'> | null;
  last: NightlyResult | null;
}
