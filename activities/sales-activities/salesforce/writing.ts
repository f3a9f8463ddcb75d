import { type AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesforceContext, SaveOutcome, Unsuccessful, WriteOptions } from '../../../salesforce/index.ts';
import type { Sendable } from '../ports.ts';
import { heldUp, refusalOf } from './answers.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { HeldUp } from './gate.ts';
import type { ReadOpportunities } from './opportunities.ts';
import type { Org, ReadOrg } from './org.ts';
import { isFieldTrouble } from './trouble.ts';

/** What the writes of one call work with. */
export interface Writing {
  deps: SalesforceSenderDeps;
  context: SalesforceContext & { signal: AbortSignal };
  /** Throws `HeldUp` where it is too late to write. */
  gate: () => void;
  readOrg: ReadOrg;
  readOpportunities: ReadOpportunities;
  /** As it was read last. */
  org: Org;
  subjectTemplate: string;
  /** How often a call may still be halved: eight times finds one bad record among 200. */
  splits: number;
}

export const MOST_SPLITS = 16;

type Refusal = Extract<Unsuccessful, { kind: 'refused' }>;

/** heldUp: nothing was sent. scope: whether the call was refused, or this record alone. */
export type OutcomeOf<T> = Exclude<T, Refusal> | (Refusal & { scope: 'whole' | 'record' }) | { kind: 'heldUp' };
export type Outcome = OutcomeOf<SaveOutcome>;

/** What the calls of one write share. */
export type Calls = Pick<Writing, 'context' | 'gate' | 'splits'>;

/**
 * One write of some records; one outcome each, also where the whole call was refused. Where that is one record's fault
 * (a value that Salesforce can't even read), the halves go by themselves, until it stands alone.
 */
export async function outcomesOf<R, T extends { kind: string } = SaveOutcome>(
  writing: Calls,
  records: readonly R[],
  write: (records: readonly R[], options: WriteOptions) => Promise<T[]>,
): Promise<OutcomeOf<T>[]> {
  const all = (outcome: OutcomeOf<T>) => records.map(() => outcome);
  try {
    const outcomes = await write(records, { onSend: writing.gate });
    return outcomes.map(ofRecord);
  } catch (error) {
    // The client throws only where Salesforce has done nothing.
    if (error instanceof HeldUp || writing.context.signal.aborted) return all({ kind: 'heldUp' });
    if (!isAppError(error)) throw error;
    if (!isOneRecords(error)) return all({ kind: 'refused', scope: 'whole', error, fields: [] });
    if (records.length === 1) return all({ kind: 'refused', scope: 'record', error, fields: [] });
    if (writing.splits === 0) return all({ kind: 'heldUp' });
    writing.splits -= 1;
  }
  const half = Math.ceil(records.length / 2);
  const first = await outcomesOf(writing, records.slice(0, half), write);
  return [...first, ...(await outcomesOf(writing, records.slice(half), write))];
}

function ofRecord<T extends { kind: string }>(outcome: T): OutcomeOf<T> {
  // The type of the literal does not say that it is the refusal.
  if (outcome.kind === 'refused') return { ...(outcome as T & Refusal), scope: 'record' };
  return outcome as Exclude<T, Refusal>;
}

/** Not of a field that is missing for all of them. */
function isOneRecords({ key, entry }: AppError): boolean {
  return (entry.class === 'record' || entry.class === 'bug') && !isFieldTrouble(key);
}

/** What an outcome means for an activity where nothing can be mended at once. */
export function answerOf(outcome: Outcome | undefined, sendable: Sendable, { deps }: Writing): BranchAnswer {
  if (outcome === undefined || outcome.kind === 'unknown') return { state: 'unknown' };
  if (outcome.kind === 'heldUp') return heldUp({ tries: sendable.row.tries, now: deps.clock.now() });
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
