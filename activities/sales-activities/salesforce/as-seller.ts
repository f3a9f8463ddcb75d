import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { NO_SELLERS, type OwnConnections, type SellerClients } from './own-connections.ts';
import type { PlannedTask } from './plan.ts';
import { addressOf } from './sellers.ts';
import { type TaskTry, valuesOf, type WrittenTask } from './task-try.ts';
import { answerOf, outcomesOf, type Writing } from './writing.ts';

/** Each is a call more of one claim, whose calls begin within 20 s; the Tasks of further sellers are the integration user's. */
const MOST_SELLERS = 8;

/** Clients for the sellers of these Tasks, of the first few of them. */
export async function clientsFor(own: OwnConnections, tasks: Iterable<PlannedTask>): Promise<SellerClients> {
  const users = new Map(Array.from(tasks, ({ activity, owner }) => [addressOf(activity.seller), owner.userId]));
  const clients = users.size === 0 ? NO_SELLERS : await own.clientsOf(users);
  return new Map([...clients].slice(0, MOST_SELLERS));
}

/**
 * Makes each seller's Tasks with the seller's own connection, side by side. @returns those that Salesforce, or the
 * connection, refused: surely nothing was written of them, and the integration user may
 */
export async function writeAsSellers(
  writing: Writing,
  tries: readonly TaskTry[],
  clients: SellerClients,
  written: Map<SalesActivityId, WrittenTask>,
): Promise<TaskTry[]> {
  const left = await Promise.all(
    [...clients].map(async ([userId, client]) => {
      const theirs = tries.filter(({ task }) => task.owner.userId === userId);
      if (theirs.length === 0) return [];
      const records = theirs.map((tried) => valuesOf(writing, tried));
      const outcomes = await outcomesOf(writing, records, (some, options) =>
        client.upsert('Task', KEY_FIELD, some, writing.context, options),
      );
      return theirs.filter(({ task: { sendable } }, index) => {
        const outcome = outcomes[index];
        if (outcome?.kind === 'refused') return true;
        written.set(sendable.row.id, { answer: answerOf(outcome, sendable, writing), values: records[index] ?? {} });
        return false;
      });
    }),
  );
  return left.flat();
}
