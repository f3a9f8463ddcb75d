import type { Collection } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import { salesforceIdForms } from '../../model/salesforce-id.ts';
import type { TaskId } from '../../model/task/id.ts';
import type { Database } from '../database.ts';
import type { StoredPerson } from '../people/document.ts';
import type { TaskDocument } from './document.ts';
import type { TaskStep } from './types.ts';

const AT_ONCE = 500;

/** Pages through the tasks of a lead or contact that have no person yet; for each whose person has arrived, the step. */
export async function* arrivals(
  database: Database,
  tasks: Collection<TaskDocument>,
): AsyncGenerator<Map<TaskId, TaskStep>> {
  for (let after = '' as TaskId; ; ) {
    const page = await tasks
      .find({ _id: { $gt: after }, personId: null, whoId: { $ne: null } }, { projection: { whoId: 1 } })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return;
    const people = await peopleOf(
      database,
      page.flatMap(({ whoId }) => whoId ?? []),
    );
    yield new Map(
      page.flatMap(({ _id, whoId }): [TaskId, TaskStep][] => {
        const personId = people.get(shortForm(whoId ?? ''));
        if (personId === undefined) return [];
        return [[_id, (task) => (task.personId === null && task.whoId === whoId ? { ...task, personId } : null)]];
      }),
    );
    after = last._id;
  }
}

/** Visible people by their lead's and their contact's id of 15 characters; of several the first one. */
async function peopleOf(database: Database, whoIds: readonly string[]): Promise<Map<string, MarketoId>> {
  const people = database.collection<StoredPerson>('people');
  // Marketo may have either form of an id.
  const ids = whoIds.flatMap(salesforceIdForms);
  const [leads, contacts] = [ids.filter(isLead), ids.filter((id) => !isLead(id))];
  const found = await people
    .find(
      {
        'marketo.state': 'qualified',
        $or: [{ 'marketo.salesforceLeadId': { $in: leads } }, { 'marketo.salesforceContactId': { $in: contacts } }],
      },
      { projection: { 'marketo.salesforceLeadId': 1, 'marketo.salesforceContactId': 1 } },
    )
    .sort({ _id: -1 })
    .toArray();
  const byId = new Map<string, MarketoId>();
  for (const { _id, marketo } of found) {
    for (const id of [marketo?.salesforceLeadId, marketo?.salesforceContactId]) {
      if (typeof id === 'string') byId.set(shortForm(id), _id);
    }
  }
  return byId;
}

const shortForm = (id: string): string => id.slice(0, 15);
const isLead = (id: string): boolean => id.startsWith('00Q');
