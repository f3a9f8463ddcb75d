import { createHash } from 'node:crypto';
import type { SalesActivityId } from '../sales-activity/id.ts';

/** The field on Activity, External ID and Unique, by which a Task is written once (salesforce-rest 5.5). */
export const KEY_FIELD = 'Actions_Sync_Key__c';

/** Of our keys alone; never changed, or what is logged already would be logged again. */
const NAMESPACE = '6f1c3c62-6f0c-4d0e-9a54-2f5d0f1b7a3e';

/** Key of a sales activity's Task: 38 of `0-9a-z-`, the same for ever. */
export function activityKey(id: SalesActivityId, instance: string): string {
  return `a-${uuidV5(`${instance}/${id}`, NAMESPACE)}`;
}

/** Name-based UUID (RFC 9562, 5.5): SHA-1 of the namespace's bytes and the name. */
export function uuidV5(name: string, namespace: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
