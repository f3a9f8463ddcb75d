import type { TaskId } from '../../../model/task/id.ts';
import type { Task } from '../../../model/task/task.ts';
import { shortId } from '../../sales-activities/salesforce/record-ids.ts';
import { queryIn, textIn } from '../../sales-activities/salesforce/soql.ts';
import { recordIdOf } from '../../sales-activities/salesforce/who.ts';
import { livingPersons } from '../../sales-activities/winners.ts';
import type { Flow } from '../flow.ts';

/** The contact or lead of each task's person, by the person's own ids (product.md Q19). */
export async function whoOf({ store }: Flow, tasks: readonly Task[]): Promise<Map<TaskId, string>> {
  const ids = [...new Set(tasks.flatMap(({ personId }) => (personId === null ? [] : [personId])))];
  const people = await store.people.readMany(ids);
  const living = await livingPersons(store, [...people.values()]);
  return new Map(
    tasks.flatMap(({ id, personId }) => {
      const person = personId === null ? undefined : people.get(personId);
      const whoId = person === undefined ? null : recordIdOf(living.get(person._id), person);
      return whoId === null ? [] : [[id, whoId] as const];
    }),
  );
}

/** Converted leads give way to their contacts (salesforce-rest 8); of a record that is gone the Task goes without one. */
export async function withoutConverted<T extends { whoId: string | null }>(
  { salesforce, context }: Flow,
  tried: readonly T[],
): Promise<T[]> {
  const leads = tried.flatMap(({ whoId }) => (whoId?.startsWith('00Q') === true ? [whoId] : []));
  const soql = (list: string) => `SELECT Id, ConvertedContactId FROM Lead WHERE IsConverted = true AND Id IN (${list})`;
  const contacts = new Map(
    (await queryIn(salesforce, soql, [...new Set(leads)], context)).map((lead) => [
      shortId(textIn(lead, 'Id') ?? ''),
      textIn(lead, 'ConvertedContactId'),
    ]),
  );
  return tried.map((one) => ({ ...one, whoId: contacts.get(shortId(one.whoId ?? '')) ?? null }));
}
