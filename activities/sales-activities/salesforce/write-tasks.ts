import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { writeAsSellers } from './as-seller.ts';
import { mend } from './mend.ts';
import { NO_SELLERS, type SellerClients } from './own-connections.ts';
import type { PlannedTask } from './plan.ts';
import { type TaskTry, valuesOf, type WrittenTask } from './task-try.ts';
import { answerOf, outcomesOf, type Writing } from './writing.ts';

/** One try, and one more for each thing that can be mended at once: its fields, and a converted lead. */
const MOST_ROUNDS = 3;

type Written = Map<SalesActivityId, WrittenTask>;

/**
 * Makes Tasks by their keys. One bad record never fails its neighbours: those that can be mended at once are tried
 * again alone. `clients`: of sellers who make their own.
 */
export async function writeTasks(
  writing: Writing,
  tasks: Iterable<PlannedTask>,
  clients: SellerClients = NO_SELLERS,
): Promise<Written> {
  const written: Written = new Map();
  const all = Array.from(tasks, firstTry);
  const isOwn = ({ task }: TaskTry) => clients.has(task.owner.userId);
  const [ours, theirs] = [all.filter((tried) => !isOwn(tried)), all.filter(isOwn)];
  // First, so that no slow seller keeps the others waiting.
  const again = await writeOnce(writing, ours, written);
  const refused = await writeAsSellers(writing, theirs, clients, written);
  let open = [...again, ...refused];
  const rounds = refused.length === 0 ? MOST_ROUNDS : MOST_ROUNDS + 1;
  for (let round = 2; open.length > 0; round++) {
    const left = await writeOnce(writing, open, written);
    open = round < rounds ? left : [];
  }
  return written;
}

/** One call, and what can be mended at once. @returns what may be tried again now */
async function writeOnce(writing: Writing, open: readonly TaskTry[], written: Written): Promise<TaskTry[]> {
  if (open.length === 0) return [];
  const records = open.map((tried) => valuesOf(writing, tried));
  const outcomes = await outcomesOf(writing, records, (some, options) =>
    writing.deps.salesforce.upsert('Task', KEY_FIELD, some, writing.context, options),
  );
  const refused = open.flatMap((tried, index) => {
    const outcome = outcomes[index];
    const { sendable } = tried.task;
    const values = records[index] ?? {};
    written.set(sendable.row.id, { answer: answerOf(outcome, sendable, writing), values });
    return outcome?.kind === 'refused' ? [{ tried, outcome }] : [];
  });
  const { found, again, answers } = await mend(writing, refused);
  for (const [id, reference] of found) written.set(id, { answer: { state: 'done', reference }, values: {} });
  for (const [id, answer] of answers) written.set(id, { answer, values: {} });
  return again;
}

function firstTry(task: PlannedTask): TaskTry {
  const { whoId, opportunityId } = task;
  return { task, whoId, opportunityId, without: new Set() };
}
