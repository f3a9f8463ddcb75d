import type { AlertId } from './catalogue.ts';
import type { Judgement } from './rules.ts';

/** What is remembered of an alert between two looks, by whichever worker. */
export interface AlertState {
  alert: AlertId;
  firing: boolean;
  key: string;
  value: number | null;
  limit: number | null;
  /** Since when its condition holds; null: it does not. */
  since: Date | null;
  /** Since when looks have said the opposite of `firing`; null: the last one did not. */
  turningSince: Date | null;
  /** When it fired last; null: never. */
  firedAt: Date | null;
  /** When it cleared last; null: never. */
  clearedAt: Date | null;
}

export type AlertTurn = 'fired' | 'cleared';

/** It must have been well for so long before it clears. */
export const CLEAR_AFTER_MS = 60_000;

export const newAlertState = ({ alert, key }: Judgement): AlertState => ({
  alert,
  ...{ firing: false, key, value: null, limit: null },
  ...{ since: null, turningSince: null, firedAt: null, clearedAt: null },
});

/**
 * What one look makes of an alert, pure. `event`: what everybody is to be told, once. Null: nothing changes.
 * `clearAfterMs` 0: it clears at once.
 */
export function nextAlert(
  state: AlertState,
  judgement: Judgement,
  now: Date,
  clearAfterMs: number,
): { state: AlertState; event: AlertTurn | null } | null {
  const { standing, key, value, limit, lastsMs } = judgement;
  if (standing === 'same') return null;
  const isBad = standing === 'bad';
  if (isBad === state.firing) {
    const next = { ...state, turningSince: null, ...(isBad ? { key, value, limit } : { since: null }) };
    return isSame(state, next) ? null : { state: next, event: null };
  }
  const turningSince = state.turningSince ?? now;
  const since = isBad ? earliest(judgement.since ?? turningSince, turningSince) : state.since;
  const lastedMs = now.getTime() - turningSince.getTime();
  if (lastedMs < (isBad ? lastsMs : clearAfterMs)) {
    const next = { ...state, since, turningSince };
    return isSame(state, next) ? null : { state: next, event: null };
  }
  const turned = isBad
    ? ({ firing: true, key, value, limit, firedAt: now } as const)
    : ({ firing: false, value, limit, clearedAt: now } as const);
  return { state: { ...state, ...turned, since, turningSince: null }, event: isBad ? 'fired' : 'cleared' };
}

const earliest = (one: Date, other: Date): Date => (one < other ? one : other);

function isSame(one: AlertState, other: AlertState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
