import { fittingIntoOneCall } from '../../../marketo/index.ts';
import { marketoActivity } from '../../../model/activity-types/payload.ts';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { PersonDocument } from '../../../model/person.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { Answers, SalesActivitySender, Sendable, SendOptions } from '../ports.ts';
import { livingPersons } from '../winners.ts';
import { type Attempt, answerOf, failsRecords, refusalOf } from './answers.ts';
import { CallSize } from './call-size.ts';
import type { MarketoSenderDeps } from './deps.ts';
import { lookUpActivities } from './look-up.ts';

/** Marketo takes 300 custom activities in a call (marketo-rest 7.2). */
const PER_CALL = 300;
/** From the claim to the end of its call at the latest (design section 5). */
const CALL_MS = 95_000;

/** Sales activities as custom activities in Marketo, of the types that `setup marketo` has made. */
export function createMarketoSender(deps: MarketoSenderDeps): SalesActivitySender {
  const size = new CallSize(PER_CALL);
  return {
    vendor: 'marketo',
    perCall: PER_CALL,
    visibleAfterMs: async () => CALL_MS + (await deps.store.settings.marketo()).readBackDelayMs,
    send: (activities, options) => sendActivities(deps, size, activities, options),
    lookUp: (activities, { signal }) => lookUpActivities(deps, activities, signal),
  };
}

class HeldUp extends Error {}

async function sendActivities(
  deps: MarketoSenderDeps,
  size: CallSize,
  activities: readonly Sendable[],
  { signal, startBy }: SendOptions,
): Promise<Answers> {
  const { marketo, clock } = deps;
  const later = (reason: string): BranchAnswer => ({ state: 'parked', until: clock.now(), reason });
  const living = new Map<MarketoId, PersonDocument>();
  const attempt = ({ row, person }: Sendable): Attempt => ({
    ...{ tries: row.tries, now: clock.now() },
    isDeleted: living.get(person._id)?.marketo?.state === 'deleted',
  });
  try {
    const persons = activities.map(({ person }) => person);
    for (const [id, person] of await livingPersons(deps.store, persons)) living.set(id, person);
    const records = await recordsOf(deps, activities, living);
    const fitting = Math.min(size.most, fittingIntoOneCall(records));
    const onSend = async () => {
      if (clock.now() > startBy) throw new HeldUp();
    };
    const context = { priority: 'salesActivity', signal } as const;
    const outcomes = await marketo.customActivities.add(records.slice(0, fitting), context, { onSend });
    size.grow();
    return answers(activities, (sendable, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? later('nextCall') : answerOf(outcome, attempt(sendable));
    });
  } catch (error) {
    // `add` throws only where Marketo has done nothing.
    if (error instanceof HeldUp || signal.aborted) return answers(activities, () => later('heldUp'));
    if (!isAppError(error)) throw error;
    if (!failsRecords(error)) return answers(activities, (sendable) => refusalOf(error, attempt(sendable)));
    // One record may have had the whole call refused: fewer go with the next, until one goes alone.
    if (size.shrink(activities.length)) return answers(activities, () => later(error.key));
    return answers(activities, (sendable, index) =>
      index === 0 ? refusalOf(error, attempt(sendable)) : later('nextCall'),
    );
  }
}

async function recordsOf(
  { store, instance }: MarketoSenderDeps,
  activities: readonly Sendable[],
  living: ReadonlyMap<MarketoId, PersonDocument>,
) {
  const types = await store.activityTypes.get();
  if (types === null) throw new AppError('marketo.types.missing');
  return activities.map(({ activity, person }) => ({
    ...marketoActivity(activity, { ...types, instance }),
    leadId: living.get(person._id)?._id ?? person._id,
  }));
}

function answers(
  activities: readonly Sendable[],
  answerTo: (sendable: Sendable, index: number) => BranchAnswer,
): Answers {
  return new Map(activities.map((sendable, index) => [sendable.row.id, answerTo(sendable, index)]));
}
