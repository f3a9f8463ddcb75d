import { randomUUID } from 'node:crypto';
import { ERASED } from '../../model/erasure.ts';
import { type BranchAnswer, PERSON_UNKNOWN, PERSON_WAIT_MS } from '../../model/sales-activity/branch.ts';
import type { ClaimedRow } from '../../store/sales-activities/types.ts';
import type { Answers, Sendable, SenderDeps, SendOptions } from './ports.ts';
import { withPeople } from './with-person.ts';

/** Look-ups count on it that a call starts this soon after its claim, or never (design section 5). */
const START_WITHIN_MS = 5_000;
const UNKNOWN: BranchAnswer = { state: 'unknown' };

/**
 * One call to a vendor with what is pending, whoever asked for it: claim, call, store each outcome, tell. What the call
 * leaves open is looked up later; so is everything that a crash in here leaves open.
 * @returns how many were claimed; 0: nothing is pending
 * @throws what the vendor's side threw, after its rows are stored as `unknown`
 */
export async function sendOnce(deps: SenderDeps, signal: AbortSignal): Promise<number> {
  const { store, clock, sender } = deps;
  signal.throwIfAborted();
  const startBy = new Date(clock.now().getTime() + START_WITHIN_MS);
  const now = await store.serverTime();
  const batch = randomUUID();
  const claimed = await store.salesActivities.claim({ vendor: sender.vendor, batch, limit: sender.perCall, now });
  if (claimed.length === 0) return 0;
  const { known, unknown, erased } = await withPeople(store, claimed);
  await settle(deps, batch, erased, () => ({ state: 'skipped', reason: ERASED }));
  await settle(deps, batch, unknown, () => waitsForPerson(now));
  if (known.length === 0) return claimed.length;
  if (clock.now() > startBy) {
    await settle(deps, batch, known, () => ({ state: 'parked', until: now, reason: 'heldUp' }));
    return claimed.length;
  }
  const later: Parameters<SendOptions['afterwards']>[0][] = [];
  await call(deps, batch, known, { signal, startBy, afterwards: (work) => later.push(work) });
  for (const work of later) await work(signal);
  return claimed.length;
}

async function call(deps: SenderDeps, batch: string, known: readonly Sendable[], options: SendOptions): Promise<void> {
  let answers: Answers;
  try {
    answers = await deps.sender.send(known, options);
  } catch (error) {
    await settle(deps, batch, known, () => UNKNOWN);
    throw error;
  }
  await settle(deps, batch, known, ({ row }) => answers.get(row.id) ?? UNKNOWN);
}

async function settle(
  { store, sender: { vendor }, tell }: SenderDeps,
  batch: string,
  rows: readonly ClaimedRow[],
  answerOf: (row: ClaimedRow) => BranchAnswer,
): Promise<void> {
  if (rows.length === 0) return;
  const changes = rows.map((one) => {
    const event = { kind: 'answer', batch, answer: answerOf(one) } as const;
    return { id: one.row.id, vendor, event };
  });
  tell(await store.salesActivities.apply(changes));
}

/** Ended by the person's arrival, not by its time; whoever sweeps fails it then (`SalesActivityStore.releaseArrived`). */
function waitsForPerson(now: Date): BranchAnswer {
  return { state: 'parked', until: new Date(now.getTime() + PERSON_WAIT_MS), reason: PERSON_UNKNOWN };
}
