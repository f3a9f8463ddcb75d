import { isAppError } from '../../../model/errors/app-error.ts';
import type { TaskId } from '../../../model/task/id.ts';
import type { Task } from '../../../model/task/task.ts';
import type { SalesforceRecord } from '../../../salesforce/index.ts';
import { isFieldTrouble } from '../../sales-activities/salesforce/trouble.ts';
import { type Calls, type Outcome, outcomesOf } from '../../sales-activities/salesforce/writing.ts';
import type { Flow } from '../flow.ts';
import { GONE, type SendOutcome } from './outcome.ts';
import { updateRecord } from './records.ts';

/** A refusal that names one of these is about what the Task points at, not about the Task. */
const POINTERS: ReadonlySet<string> = new Set(['whoid', 'whatid', 'ownerid']);

interface Tried {
  task: Task;
  record: SalesforceRecord;
}

/** Changes Tasks by their ids, only the fields that differ; once more without what Salesforce has just refused. */
export async function sendUpdates(flow: Flow, calls: Calls, tasks: readonly Task[]): Promise<Map<TaskId, SendOutcome>> {
  const outcomes = new Map<TaskId, SendOutcome>();
  const again = await attempt(
    flow,
    calls,
    tasks.map((task) => ({ task, without: new Set<string>() })),
    outcomes,
  );
  if (again.length > 0) await attempt(flow, calls, again, outcomes);
  return outcomes;
}

/** @returns those refused for fields that are not there any more */
async function attempt(
  flow: Flow,
  calls: Calls,
  wanted: readonly { task: Task; without: ReadonlySet<string> }[],
  outcomes: Map<TaskId, SendOutcome>,
): Promise<{ task: Task; without: ReadonlySet<string> }[]> {
  const tried: Tried[] = [];
  for (const { task, without } of wanted) {
    const record = updateRecord(task, { fields: flow.org.fields, without });
    if (record === null) outcomes.set(task.id, { kind: 'sent', taskId: task.salesforce.taskId ?? '' });
    else tried.push({ task, record });
  }
  if (tried.length === 0) return [];
  const answers = await outcomesOf(
    calls,
    tried.map(({ record }) => record),
    (some, options) => flow.salesforce.update('Task', some, flow.context, options),
  );
  const troubled = tried.flatMap(({ task }, index) => {
    const answer = answers[index];
    outcomes.set(task.id, outcomeOf(answer));
    if (answer?.kind !== 'refused' || answer.scope === 'whole' || !isFieldTrouble(answer.error.key)) return [];
    if (answer.fields.length === 0) return [];
    return [{ task, without: new Set(answer.fields.map((field) => field.toLowerCase())) }];
  });
  return troubled.length > 0 && (await readAnew(flow)) ? troubled : [];
}

export function outcomeOf(answer: Outcome | undefined): SendOutcome {
  if (answer === undefined || answer.kind === 'unknown') return { kind: 'unknown' };
  if (answer.kind === 'heldUp') return { kind: 'held', error: null };
  if (answer.kind === 'saved') return { kind: 'sent', taskId: answer.id };
  if (answer.scope === 'whole') return { kind: 'held', error: answer.error };
  const isPointer = answer.fields.some((field) => POINTERS.has(field.toLowerCase()));
  return GONE.has(answer.error.key) && !isPointer ? { kind: 'gone' } : { kind: 'refused', error: answer.error };
}

/** Where that fails, what was refused stays so. */
export async function readAnew(flow: Flow): Promise<boolean> {
  try {
    flow.org = await flow.readOrg(flow.context, { isFresh: true });
    return true;
  } catch (error) {
    if (!isAppError(error) && !flow.context.signal.aborted) throw error;
    return false;
  }
}
