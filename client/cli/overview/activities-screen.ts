import { PERSON_UNKNOWN } from '../../../model/sales-activity/branch.ts';
import type { VendorStatus } from '../../sales-activities/status.ts';
import { VENDOR_NAMES } from '../failures/lines.ts';
import { ago, count, table } from '../lib/format.ts';

/** One line for each vendor: what waits, why, and since when. */
export function activitiesScreen(vendors: readonly VendorStatus[], now: Date): string[] {
  return table(vendors.map((status) => [VENDOR_NAMES[status.vendor], vendorLine(status, now)]));
}

function vendorLine({ on, pending, sending, inDoubt, parked, failed, oldestAt }: VendorStatus, now: Date): string {
  const parts = [
    ...counted(pending, 'to be sent'),
    ...counted(sending, 'being sent'),
    ...counted(inDoubt, 'in doubt, looked up first'),
    ...(oldestAt === null ? [] : [`oldest taken ${ago(oldestAt, now)}`]),
    ...some(
      parked.map(({ reason, count: of }) => [reason === PERSON_UNKNOWN ? 'for their person' : reason, of]),
      'waiting',
    ),
    ...some(
      failed.map(({ key, count: of }) => [key, of]),
      'failed',
    ),
  ];
  if (parts.length === 0) return on ? 'nothing waits' : 'off';
  return on ? parts.join(' · ') : `${parts.join(' · ')} · off for new ones`;
}

function counted(value: number, what: string): string[] {
  return value === 0 ? [] : [`${count(value)} ${what}`];
}

/** `5 failed (marketo.1003 4, marketo.1004 1)`. */
function some(groups: readonly (readonly [string, number])[], what: string): string[] {
  const all = groups.reduce((sum, [, value]) => sum + value, 0);
  return counted(all, `${what} (${groups.map(([name, value]) => `${name} ${count(value)}`).join(', ')})`);
}
