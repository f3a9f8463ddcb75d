import { createInterface } from 'node:readline';
import { request } from 'undici';
import { z } from 'zod';
import type { SalesActivityId } from '../../../../model/sales-activity/id.ts';
import { activityKey } from '../../../../model/salesforce-task/key.ts';

/** What Marketo and Salesforce hold, by their own names. */
const EVENT = z.looseObject({ attributes: z.record(z.string(), z.unknown()) });
const TASK = z.looseObject({ Actions_Sync_Key__c: z.string().optional() });
const USER = z.looseObject({
  Email: z.string().optional(),
  IsActive: z.boolean().optional(),
  UserType: z.string().optional(),
});
/** Kinds that have a Task of their own. */
const AS_TASK = new Set(['emailSent', 'emailReplied', 'callReceived']);

interface Burst {
  ids: readonly string[];
  lines: readonly Record<string, unknown>[];
  instance: string;
  controlUrls: { marketo: string; salesforce: string };
}

/** Addresses of users that can own a Task; an address of two of them is no seller's. */
export async function sellersOf(controlUrl: string): Promise<string[]> {
  const counts = new Map<string, number>();
  for await (const user of read(`${controlUrl}/truth?object=User&fields=Email,IsActive,UserType`, USER)) {
    if (user.Email === undefined || user.IsActive === false || user.UserType !== 'Standard') continue;
    counts.set(user.Email, (counts.get(user.Email) ?? 0) + 1);
  }
  return [...counts].flatMap(([email, count]) => (count === 1 ? [email] : []));
}

/**
 * Each activity must be in Marketo once; each send, reply and call must be a Task once, and no other a Task at all.
 */
export async function compareBurst({ ids, lines, instance, controlUrls }: Burst) {
  const accepted = new Set(ids);
  const logged = lines.filter(({ id }) => accepted.has(String(id)));
  const events = counter(ids.map((id) => `${instance}/${id}`));
  for await (const { attributes } of read(`${controlUrls.marketo}/truth/custom-activities`, EVENT)) {
    events.count(String(attributes.siaEventId));
  }
  const keysOf = (isTask: boolean) =>
    logged
      .filter(({ type }) => AS_TASK.has(String(type)) === isTask)
      .map(({ id }) => activityKey(String(id) as SalesActivityId, instance));
  const tasks = counter(keysOf(true));
  const others = counter(keysOf(false));
  for await (const task of read(`${controlUrls.salesforce}/truth?object=Task&fields=Actions_Sync_Key__c`, TASK)) {
    tasks.count(task.Actions_Sync_Key__c);
    others.count(task.Actions_Sync_Key__c);
  }
  return {
    missing: events.times(0) + tasks.times(0),
    twice: events.beyond(1) + tasks.beyond(1),
    strange: others.beyond(0),
  };
}

/** Counts how often each of these comes. */
function counter(names: readonly string[]) {
  const counts = new Map(names.map((name) => [name, 0]));
  return {
    count(name: string | undefined): void {
      const before = name === undefined ? undefined : counts.get(name);
      if (name !== undefined && before !== undefined) counts.set(name, before + 1);
    },
    times: (number: number) => [...counts.values()].filter((count) => count === number).length,
    beyond: (number: number) => [...counts.values()].filter((count) => count > number).length,
  };
}

async function* read<Shape extends z.ZodType>(url: string, shape: Shape): AsyncGenerator<z.output<Shape>> {
  const { body } = await request(url);
  for await (const line of createInterface({ input: body })) yield shape.parse(JSON.parse(line));
}
