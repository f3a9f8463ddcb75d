import type { CallOutcome, CallPriority } from '../../model/ports.ts';
import { dayExhausted, quotaDay } from '../../model/quota.ts';
import type { QuotaDocument } from './document.ts';
import type { QuotaGate } from './gate.ts';

/** Marketo's window is 20 s; every further 606 within the memory doubles the pause. */
const RATE_PAUSE_MS = 20_000;
const LONGEST_RATE_PAUSE_MS = 80_000;
const STRIKE_MEMORY_MS = 5 * 60_000;

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
      await exhausted(gate);
      return gate.free(grant.holder);
  }
}

async function tooFast(gate: QuotaGate): Promise<void> {
  const { strikes, struckAt } = await gate.look();
  const recent = gate.clock.now().getTime() - struckAt.getTime() < STRIKE_MEMORY_MS;
  const count = recent ? strikes + 1 : 1;
  await gate.strike(count, after(gate, Math.min(LONGEST_RATE_PAUSE_MS, RATE_PAUSE_MS * 2 ** (count - 1))));
}

async function exhausted(gate: QuotaGate): Promise<void> {
  const now = gate.clock.now();
  const { until, today } = dayExhausted(now);
  await (today ? gate.blockDay(quotaDay(now), until) : gate.block(until));
}

function after(gate: QuotaGate, ms: number): Date {
  return new Date(gate.clock.now().getTime() + ms);
}
