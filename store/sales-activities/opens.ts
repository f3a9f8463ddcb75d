import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import { emailIdOf } from '../../model/sales-activity/plan.ts';
import { bulkUpsert } from '../writes.ts';
import type { ActivityDocument } from './document.ts';
import type { Rows } from './rows.ts';

/**
 * Numbers the opens of each email in the order in which they came, from 1, on the record of its emailSent: for the cap.
 * Repeating it gives the same numbers. Opens of an unknown email have none.
 */
export async function numberOpens(
  { activities }: Rows,
  opens: readonly SalesActivity[],
  max: number,
): Promise<Map<string, number>> {
  const byEmail = new Map<SalesActivityId, string[]>();
  for (const open of opens) {
    const emailId = emailIdOf(open);
    if (open.type === 'emailOpened' && emailId !== null) {
      byEmail.set(emailId, [...(byEmail.get(emailId) ?? []), open.id]);
    }
  }
  const known = await read([...byEmail.keys()]);
  // Beyond the cap there is nothing to remember.
  const room = [...known].filter(([, { openIds = [] }]) => openIds.length < max);
  await bulkUpsert(
    activities,
    room.map(([emailId, { _id }]) => ({
      updateOne: { filter: { _id }, update: { $addToSet: { openIds: { $each: byEmail.get(emailId) ?? [] } } } },
    })),
  );
  const numbered = await read(room.map(([emailId]) => emailId));
  for (const [emailId, record] of numbered) known.set(emailId, record);
  const numbers = new Map<string, number>();
  for (const [emailId, { openIds = [] }] of known) {
    for (const id of byEmail.get(emailId) ?? []) {
      const place = openIds.indexOf(id);
      numbers.set(id, place < 0 ? max + 1 : place + 1);
    }
  }
  return numbers;

  async function read(
    emailIds: readonly SalesActivityId[],
  ): Promise<Map<SalesActivityId, Pick<ActivityDocument, '_id' | 'openIds'>>> {
    if (emailIds.length === 0) return new Map();
    const found = await activities
      .find({ _id: { $in: [...emailIds] } }, { projection: { openIds: 1, 'activity.type': 1 } })
      .toArray();
    return new Map(found.filter(({ activity }) => activity.type === 'emailSent').map((record) => [record._id, record]));
  }
}
