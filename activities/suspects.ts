import type { Decision, Hint } from '../model/decide.ts';
import { SUSPECT_FOR_MS } from '../model/feeds.ts';
import type { MarketoId } from '../model/ids.ts';
import type { Suspect } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';

const FIRST_RETRY_MS = 60_000;
const SLOWEST_RETRY_MS = 6 * 3_600_000;
/** Absent without any word of a deletion for a whole day: looked at daily until a reconcile explains it. */
const UNEXPLAINED_RETRY_MS = 24 * 3_600_000;

export interface SuspectContext {
  hints?: ReadonlyMap<MarketoId, Hint> | undefined;
  suspects?: ReadonlyMap<MarketoId, Suspect> | undefined;
}

/** Suspects are asked for again, the held wait for an admin; whoever is settled is taken off the list. */
export async function noteSuspects(
  { store, clock }: PeopleDeps,
  { hints, suspects }: SuspectContext,
  decisions: readonly Decision[],
  held: ReadonlySet<MarketoId>,
): Promise<void> {
  const now = clock.now();
  const rows: Suspect[] = [];
  const settled: MarketoId[] = [];
  for (const decision of decisions) {
    const known = suspects?.get(decision.id);
    const row = nextSuspect({ decision, hint: hints?.get(decision.id), known, held: held.has(decision.id), now });
    if (row !== null) rows.push(row);
    // The held wait for an admin: asking them again with every turn would change nothing.
    if (known !== undefined && row?.kind !== 'suspect') settled.push(decision.id);
  }
  if (rows.length > 0) await store.suspects.put(rows);
  if (settled.length > 0) await store.suspects.remove(settled, 'suspect');
}

/** The row to keep for one id, or null when there is nothing to ask any more. */
export function nextSuspect(input: {
  decision: Decision;
  hint: Hint | undefined;
  known: Suspect | undefined;
  held: boolean;
  now: Date;
}): Suspect | null {
  const { decision, hint, known, held, now } = input;
  const absent = decision.kind === 'suspect';
  const backAgainstHint = decision.kind === 'write' && decision.stillSuspect;
  if (!held && !absent && !backAgainstHint) return null;
  const since = known?.since ?? now;
  const until = known?.until ?? new Date(since.getTime() + SUSPECT_FOR_MS);
  if (backAgainstHint && now >= until) return null;
  return {
    id: decision.id,
    kind: held ? 'held' : 'suspect',
    hint: hint?.kind ?? 'none',
    ...(hint?.kind === 'merge' ? { winner: hint.winner } : {}),
    since,
    until,
    nextAt: new Date(now.getTime() + retryAfter(now.getTime() - since.getTime(), absent && now >= until)),
  };
}

/** As long again as it has been a suspect: about a dozen looks in 24 h. */
function retryAfter(ageMs: number, unexplained: boolean): number {
  if (unexplained) return UNEXPLAINED_RETRY_MS;
  return Math.min(SLOWEST_RETRY_MS, Math.max(FIRST_RETRY_MS, ageMs));
}

export function hintOf(suspect: Suspect): Hint | undefined {
  if (suspect.hint === 'deletion' || suspect.hint === 'absence') return { kind: suspect.hint };
  return suspect.hint === 'merge' && suspect.winner !== undefined
    ? { kind: 'merge', winner: suspect.winner }
    : undefined;
}
