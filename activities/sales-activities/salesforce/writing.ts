import { type AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesforceContext, SaveOutcome, WriteOptions } from '../../../salesforce/index.ts';
import type { Sendable } from '../ports.ts';
import { heldUp, refusalOf } from './answers.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { HeldUp } from './gate.ts';
import type { Org, ReadOrg } from './org.ts';

/** What the writes of one call work with. */
export interface Writing {
  deps: SalesforceSenderDeps;
  context: SalesforceContext & { signal: AbortSignal };
  /** Throws `HeldUp` where it is too late to write. */
  gate: () => void;
  readOrg: ReadOrg;
  /** As it was read last. */
  org: Org;
  subjectTemplate: string;
}

type Refusal = Extract<SaveOutcome, { kind: 'refused' }>;

/** heldUp: nothing was sent. scope: whether the call was refused, or this record alone. */
export type Outcome = Exclude<SaveOutcome, Refusal> | (Refusal & { scope: 'whole' | 'record' }) | { kind: 'heldUp' };

/** One write of so many records; one outcome each, also where the whole call was refused. */
export async function outcomesOf(
  { context, gate }: Writing,
  count: number,
  write: (options: WriteOptions) => Promise<SaveOutcome[]>,
): Promise<Outcome[]> {
  try {
    const outcomes = await write({ onSend: gate });
    return outcomes.map((one) => (one.kind === 'refused' ? { ...one, scope: 'record' } : one));
  } catch (error) {
    // The client throws only where Salesforce has done nothing.
    if (error instanceof HeldUp || context.signal.aborted)
      return Array.from({ length: count }, () => ({ kind: 'heldUp' }));
    if (!isAppError(error)) throw error;
    return Array.from({ length: count }, () => ({ kind: 'refused', scope: 'whole', error, fields: [] }));
  }
}

/** What an outcome means for an activity where nothing can be mended at once. */
export function answerOf(outcome: Outcome | undefined, sendable: Sendable, { deps }: Writing): BranchAnswer {
  if (outcome === undefined || outcome.kind === 'unknown') return { state: 'unknown' };
  if (outcome.kind === 'heldUp') return heldUp(deps.clock.now());
  if (outcome.kind === 'saved') return { state: 'done', reference: outcome.id };
  return refusedWith(outcome.error, outcome.scope, sendable, deps);
}

export function refusedWith(
  error: AppError,
  scope: 'whole' | 'record',
  { row }: Sendable,
  { clock, random }: Pick<SalesforceSenderDeps, 'clock' | 'random'>,
): BranchAnswer {
  return refusalOf(error, { tries: row.tries, now: clock.now(), random: random() }, scope);
}
