import { isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { rollupObjects } from '../../../model/salesforce-task/rollups.ts';
import type { Answers, SalesActivitySender, Sendable, SendOptions } from '../ports.ts';
import { combined, heldUp } from './answers.ts';
import { clientsFor } from './as-seller.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { foldedAnswer } from './folded.ts';
import { createGate } from './gate.ts';
import { lookUpActivities } from './look-up.ts';
import { createOpportunityReader } from './opportunities.ts';
import { createOrgReader } from './org.ts';
import { NO_SELLERS, type OwnConnections } from './own-connections.ts';
import { planCall } from './plan.ts';
import { type CallEnd, rollupEventsOf } from './rollups/events.ts';
import { createRollUp, type RollUp } from './rollups/roll-up.ts';
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
  const rollUp = createRollUp(deps);
  return {
    vendor: 'salesforce',
    perCall: PER_CALL,
    visibleAfterMs: async () => VISIBLE_AFTER_MS,
    send: (activities, { signal, ...options }) =>
      withTimeLimit({ signal, ms: SEND_WITHIN_MS }, (limited) =>
        sendActivities({ deps, readers, rollUp }, activities, { ...options, signal: limited }),
      ),
    lookUp: (activities, { signal }) => lookUpActivities(deps, readOrg, activities, signal),
  };
}

type Readers = Pick<Writing, 'readOrg' | 'readOpportunities'>;

async function sendActivities(
  { deps, readers, rollUp }: { deps: SalesforceSenderDeps; readers: Readers; rollUp: RollUp },
  activities: readonly Sendable[],
  { signal, startBy, afterwards }: SendOptions,
): Promise<Answers> {
  try {
    const context = { signal };
    const org = await readers.readOrg(context);
    const settings = await deps.store.settings.salesforce();
    const { subjectTemplate, asSeller } = settings;
    const gate = createGate(deps.clock, startBy);
    const writing = { deps, context, gate, ...readers, org, subjectTemplate, splits: MOST_SPLITS };
    const own = asSeller ? (deps.ownConnections ?? null) : null;
    const { answers, end } = await written(writing, activities, own);
    const objects = rollupObjects(settings);
    const events = objects.length === 0 ? [] : rollupEventsOf(end);
    afterwards((running) => rollUp(events, objects, running));
    return answers;
  } catch (error) {
    // Before the first write; after it nothing throws but a mistake of ours.
    if (signal.aborted) return answersFor(activities, ({ row: { tries } }) => heldUp({ tries, now: deps.clock.now() }));
    if (!isAppError(error)) throw error;
    return answersFor(activities, (one) => refusedWith(error, 'whole', one, deps));
  }
}

async function written(
  writing: Writing,
  activities: readonly Sendable[],
  own: OwnConnections | null,
): Promise<{ answers: Answers; end: CallEnd }> {
  const plan = await planCall(writing, activities);
  const clients = own === null ? NO_SELLERS : await clientsFor(own, plan.tasks.values());
  const tasks = await writeTasks(writing, plan.tasks.values(), clients);
  const marked = await writeMarks(writing, plan.marks.values());
  for (const { sendable, sendId } of plan.folded) {
    marked.set(sendable.row.id, foldedAnswer(sendable, tasks.get(sendId), writing));
  }
  const answers = answersFor(activities, ({ row: { id } }) =>
    combined(plan.taskAnswers.get(id) ?? tasks.get(id)?.answer, plan.markAnswers.get(id) ?? marked.get(id)),
  );
  return { answers, end: { plan, tasks, marked } };
}

function answersFor(
  activities: readonly Sendable[],
  answerTo: (sendable: Sendable) => BranchAnswer,
): Map<SalesActivityId, BranchAnswer> {
  return new Map(activities.map((sendable) => [sendable.row.id, answerTo(sendable)]));
}
