import type { CallOutcome, CallPriority } from '../../model/ports.ts';
import { quotaDay } from '../../model/quota.ts';
import type { QuotaDocument } from './document.ts';
import type { QuotaGate } from './gate.ts';
import { resetAfter } from './judge.ts';

/** Marketo's window is 20 s; every further 606 within the memory doubles the pause. */
const RATE_PAUSE_MS = 20_000;
const LONGEST_RATE_PAUSE_MS = 80_000;
const STRIKE_MEMORY_MS = 5 * 60_000;
/** A 607 this soon after midnight is yesterday's (Marketo's clock is not the database's): a short pause, not the day. */
const DAY_JUST_BEGAN_MS = 10 * 60_000;
const EARLY_PAUSE_MS = 60_000;

export interface Grant {
  holder: string;
  priority: CallPriority;
  day: string;
}

/** Ends a grant by how Marketo took the call. Returns the document as it is afterwards. */
export async function release(gate: QuotaGate, grant: Grant, outcome: CallOutcome): Promise<QuotaDocument | null> {
  switch (outcome) {
    case 'done':
      return gate.free(grant.holder);
    case 'free':
      return gate.freeUncounted(grant.holder, grant.priority, grant.day);
    case 'tooManyAtOnce':
      await gate.block(after(gate, 1_000 + Math.random() * 2_000));
      return gate.free(grant.holder);
    case 'rateLimited':
      await tooFast(gate);
      return gate.free(grant.holder);
    case 'dayExhausted':
      await exhausted(gate, grant);
      return gate.free(grant.holder);
  }
}

async function tooFast(gate: QuotaGate): Promise<void> {
  const { strikes, struckAt } = await gate.look();
  const recent = gate.clock.now().getTime() - struckAt.getTime() < STRIKE_MEMORY_MS;
  const count = recent ? strikes + 1 : 1;
  await gate.strike(count, after(gate, Math.min(LONGEST_RATE_PAUSE_MS, RATE_PAUSE_MS * 2 ** (count - 1))));
}

async function exhausted(gate: QuotaGate, grant: Grant): Promise<void> {
  const now = gate.clock.now();
  const justBegan = quotaDay(new Date(now.getTime() - DAY_JUST_BEGAN_MS)) !== quotaDay(now);
  // The answer to yesterday's call says nothing about today.
  if (grant.day !== quotaDay(now) || justBegan) await gate.block(after(gate, EARLY_PAUSE_MS));
  else await gate.blockDay(grant.day, resetAfter(now));
}

function after(gate: QuotaGate, ms: number): Date {
  return new Date(gate.clock.now().getTime() + ms);
}
