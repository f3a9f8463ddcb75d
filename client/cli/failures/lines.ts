import { errorText } from '../../../model/errors/text.ts';
import type { Vendor } from '../../../model/sales-activity/kinds.ts';
import type { ActivityFailures } from '../../sales-activities/failures.ts';
import { ago, count } from '../lib/format.ts';

/** What failed in a flow: one row of the store. */
export interface FlowFailure {
  flow: string;
  key: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

export const VENDOR_NAMES: Record<Vendor, string> = { marketo: 'Marketo', salesforce: 'Salesforce' };

export function failureLine({ flow, key, count: times, lastAt }: FlowFailure, now: Date): string {
  const often = times === 1 ? 'once' : `${count(times)} times`;
  return `${flow}: ${errorText(key).meaning} (${key}), ${often}, last ${ago(lastAt, now)}`;
}

export function activityFailuresLine(failures: ActivityFailures, now: Date): string {
  const { vendor, key, meaning, firstAt, lastAt } = failures;
  const when = failures.count === 1 ? ago(lastAt, now) : `first ${ago(firstAt, now)}, last ${ago(lastAt, now)}`;
  return `${activities(failures.count)} to ${VENDOR_NAMES[vendor]}: ${meaning} (${key}), ${when}`;
}

export function remedyLines(key: string): string[] {
  const { cause, fix } = errorText(key);
  return [`  Cause: ${cause}`, `  Fix: ${fix}`];
}

export function activities(value: number): string {
  return value === 1 ? '1 sales activity' : `${count(value)} sales activities`;
}
