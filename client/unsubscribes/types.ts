import type { NightlyResult, NightlyRun } from '../../model/unsubscribe/nightly.ts';
import type { OptOutCarrier } from '../../model/unsubscribe/reader.ts';
import type { PushCounts, StoredConsent } from '../../store/unsubscribes/types.ts';

export interface UnsubscribeRequest {
  address: string;
  /** Whether a user did it or the person by a link; manual where it is left out. */
  source?: 'manual' | 'link' | undefined;
  /** Kept in the history of the address. */
  reason?: string | undefined;
}

/** notAnAddress: see `unsubscribes.address`. */
export interface AddResult {
  address: string;
  result: 'unsubscribed' | 'known' | 'notAnAddress';
}

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
  records: OptOutCarrier[] | null;
  /** The nightly run sets it again unless these records are cleared in Salesforce too. */
  comesBack: boolean;
}

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
