import { createHash } from 'node:crypto';
import type { SalesActivity } from './line.ts';

/**
 * Tells whether two activities with one id are the same: of what the caller gave, whatever the order of its members and
 * the zone of its time. Not of defaults, which may change. @returns 64 hexadecimal digits
 */
export function contentHash(activity: SalesActivity): string {
  const members = Object.entries(activity)
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}
