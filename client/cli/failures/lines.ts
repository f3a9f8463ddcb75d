import { errorText } from '../../../model/errors/text.ts';
import type { Vendor } from '../../../model/sales-activity/kinds.ts';
import type { FailureRow } from '../../../store/types.ts';
import { ago, count } from '../lib/format.ts';

export const VENDOR_NAMES: Record<Vendor, string> = { marketo: 'Marketo', salesforce: 'Salesforce' };

export function failureLine({ flow, key, count: many, lastAt }: FailureRow, now: Date): string {
  return `${flow}: ${headLine(key)}, ${times(many)}, last ${ago(lastAt, now)}`;
}

export function headLine(key: string): string {
  return `${errorText(key).meaning} (${key})`;
}

export function remedyLines(key: string): string[] {
  const { cause, fix } = errorText(key);
  return [`  Cause: ${cause}`, `  Fix: ${fix}`];
}

export function times(value: number): string {
  return value === 1 ? 'once' : `${count(value)} times`;
}

export function activities(value: number): string {
  return value === 1 ? '1 sales activity' : `${count(value)} sales activities`;
}

export function reminderTasks(value: number): string {
  return value === 1 ? '1 reminder task' : `${count(value)} reminder tasks`;
}

export function addresses(value: number): string {
  return value === 1 ? '1 unsubscribed address' : `${count(value)} unsubscribed addresses`;
}

export function flows(value: number): string {
  return value === 1 ? '1 flow' : `${count(value)} flows`;
}
