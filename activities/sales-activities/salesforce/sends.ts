import { type BranchAnswer, SEND_NOT_DONE } from '../../../model/sales-activity/branch.ts';
import type { OutboxRow, SalesActivityRecord } from '../../../store/sales-activities/types.ts';
import { skipped } from './answers.ts';

/** An open, click, reply or bounce waits so long for its send to be logged (design section 5). */
const SEND_WAIT_MS = 24 * 3_600_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** Whether the Task of a send is there; `later`: it may still come. */
export type SendStand = { kind: 'logged'; taskId: string } | { kind: 'never' } | { kind: 'later' };

/** `known`: what this very call has found out about the send, which its record doesn't say yet. */
export function standOf(send: SalesActivityRecord | undefined, known: BranchAnswer | undefined): SendStand {
  if (send === undefined) return { kind: 'later' };
  const status = known ?? send.branches.salesforce?.status;
  if (send.activity.type !== 'emailSent' || status === undefined || status.state === 'skipped')
    return { kind: 'never' };
  if (status.state !== 'done') return { kind: 'later' };
  return status.reference === null ? { kind: 'never' } : { kind: 'logged', taskId: status.reference };
}

/** The answer of a mark whose send is not logged yet. */
export function waitsForSend({ acceptedAt, tries }: OutboxRow, now: Date): BranchAnswer {
  const end = acceptedAt.getTime() + SEND_WAIT_MS;
  if (now.getTime() >= end) return skipped('sendNotLogged');
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 10));
  return { state: 'parked', until: new Date(Math.min(end, now.getTime() + waitMs)), reason: SEND_NOT_DONE };
}
