import type { LeadRecord } from '../../marketo/types.ts';
import { type Difference, differenceOf } from '../../model/difference.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../../model/field-map.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import { isQueue } from '../../model/qualification.ts';
import type { PeopleDeps } from '../deps.ts';
import { type AskRequest, chunks, IDS_PER_CALL } from '../reread.ts';

/** What Marketo said of one id. */
export type MarketoSays = 'absent' | 'unowned' | 'queue' | 'salesforceDeleted' | 'qualified';

/** A difference as one read saw it. */
export interface Seen {
  id: MarketoId;
  difference: Difference;
  marketo: MarketoSays;
  /** When Marketo answered, by its own clock. */
  answeredAt: Date;
  stored: PersonDocument | undefined;
}

export interface Compared {
  /** By our clock, after the last answer. */
  readAt: Date;
  read: number;
  qualified: number;
  seen: Seen[];
}

/** Asks for some ids, a few calls side by side, and compares what comes back with what is stored. Writes nothing. */
export async function compare(
  { store, marketo, clock }: PeopleDeps,
  { ids, map, priority, signal, hasRoom }: AskRequest & { hasRoom: boolean },
): Promise<Compared> {
  const fields = requestedFields(map);
  const calls = chunks(ids, IDS_PER_CALL);
  const [stored, ...answers] = await Promise.all([
    store.people.readMany(ids),
    ...calls.map((part) => marketo.leadsByIds(part, fields, { priority, signal })),
  ]);
  const result: Compared = { readAt: clock.now(), read: 0, qualified: 0, seen: [] };
  for (const [index, { leads, answeredAt }] of answers.entries()) {
    const returned = new Map(leads.map((lead) => [lead.id, lead]));
    result.read += returned.size;
    for (const id of calls[index] ?? []) {
      const lead = returned.get(id);
      const read = lead === undefined ? null : toPersonRead(lead, map);
      if (read !== null && read.ownerId !== null && !read.salesforceDeleted) result.qualified += 1;
      const difference = differenceOf(stored.get(id), read, hasRoom);
      if (difference === null) continue;
      result.seen.push({ id, difference, marketo: says(lead, map), answeredAt, stored: stored.get(id) });
    }
  }
  return result;
}

function says(lead: LeadRecord | undefined, map: FieldMap): MarketoSays {
  if (lead === undefined) return 'absent';
  const { ownerId, salesforceDeleted } = toPersonRead(lead, map);
  if (salesforceDeleted) return 'salesforceDeleted';
  if (ownerId !== null) return 'qualified';
  const owner = lead[map.owner];
  return typeof owner === 'string' && isQueue(owner) ? 'queue' : 'unowned';
}
