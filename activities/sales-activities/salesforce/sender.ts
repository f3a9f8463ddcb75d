import { isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { Answers, SalesActivitySender, Sendable, SendOptions } from '../ports.ts';
import { combined, heldUp } from './answers.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { foldedAnswer } from './folded.ts';
import { createGate } from './gate.ts';
import { lookUpActivities } from './look-up.ts';
import { createOpportunityReader } from './opportunities.ts';
import { createOrgReader } from './org.ts';
import { planCall } from './plan.ts';
import { withTimeLimit } from './time-limit.ts';
import { writeMarks } from './write-marks.ts';
import { writeTasks } from './write-tasks.ts';
import { MOST_SPLITS, refusedWith, type Writing } from './writing.ts';

/** Salesforce takes 200 records in a call (salesforce-rest 2.3). */
const PER_CALL = 200;
/** From the claim to the end of its calls at the latest (design section 5); Salesforce reads its own writes. */
const VISIBLE_AFTER_MS = 95_000;
/** All calls of one send end by then. */
const SEND_WITHIN_MS = 80_000;

/** Sales activities as Tasks in Salesforce, and late engagement as marks on the Tasks of its sends. */
export function createSalesforceSender(deps: SalesforceSenderDeps): SalesActivitySender {
  const readOrg = createOrgReader(deps.salesforce, deps.clock);
  const readers: Readers = { readOrg, readOpportunities: createOpportunityReader(deps) };
  return {
    vendor: 'salesforce',
    perCall: PER_CALL,
    visibleAfterMs: async () => VISIBLE_AFTER_MS,
    send: (activities, { signal, startBy }) =>
      withTimeLimit({ signal, ms: SEND_WITHIN_MS }, (limited) =>
        sendActivities(deps, readers, activities, { signal: limited, startBy }),
      ),
    lookUp: (activities, { signal }) => lookUpActivities(deps, readOrg, activities, signal),
  };
}

type Readers = Pick<Writing, 'readOrg' | 'readOpportunities'>;

async function sendActivities(
  deps: SalesforceSenderDeps,
  readers: Readers,
  activities: readonly Sendable[],
  { signal, startBy }: SendOptions,
): Promise<Answers> {
  try {
    const context = { signal };
    const org = await readers.readOrg(context);
    const { subjectTemplate } = await deps.store.settings.salesforce();
    const gate = createGate(deps.clock, startBy);
    return await written({ deps, context, gate, ...readers, org, subjectTemplate, splits: MOST_SPLITS }, activities);
  } catch (error) {
    // Before the first write; after it nothing throws but a mistake of ours.
    if (signal.aborted) return answersFor(activities, ({ row: { tries } }) => heldUp({ tries, now: deps.clock.now() }));
    if (!isAppError(error)) throw error;
    return answersFor(activities, (one) => refusedWith(error, 'whole', one, deps));
  }
}

async function written(writing: Writing, activities: readonly Sendable[]): Promise<Answers> {
  const plan = await planCall(writing, activities);
  const tasks = await writeTasks(writing, plan.tasks.values());
  const marked = await writeMarks(writing, plan.marks.values());
  for (const { sendable, sendId } of plan.folded) {
    marked.set(sendable.row.id, foldedAnswer(sendable, tasks.get(sendId), writing));
  }
  return answersFor(activities, ({ row: { id } }) =>
    combined(plan.taskAnswers.get(id) ?? tasks.get(id)?.answer, plan.markAnswers.get(id) ?? marked.get(id)),
  );
}

function answersFor(
  activities: readonly Sendable[],
  answerTo: (sendable: Sendable) => BranchAnswer,
): Map<SalesActivityId, BranchAnswer> {
  return new Map(activities.map((sendable) => [sendable.row.id, answerTo(sendable)]));
}
