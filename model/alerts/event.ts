import { errorText } from '../errors/text.ts';
import { ALERTS, type AlertId, type AlertUnit, isAlertId } from './catalogue.ts';
import type { AlertState, AlertTurn } from './transition.ts';

/** What receivers are told, as the webhook's body; times are ISO 8601 UTC. Members are only ever added. */
export interface AlertEvent {
  /** The same however often it is delivered. */
  id: string;
  event: AlertTurn | 'test';
  /** An id of `ALERTS`; `test` in a test. */
  alert: AlertId | 'test';
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** When it fired or cleared. */
  at: string;
  /** Since when its condition held. */
  since: string;
  summary: string;
  /** Of docs/errors.md. */
  key: string;
  cause: string;
  fix: string;
  value: number | null;
  limit: number | null;
  /** Of both. */
  unit: AlertUnit | null;
}

export function alertEvent(
  state: AlertState,
  event: AlertTurn,
  { id, instance }: { id: string; instance: string },
): AlertEvent {
  const at = (event === 'fired' ? state.firedAt : state.clearedAt) ?? new Date(0);
  const { cause, fix } = errorText(state.key);
  return {
    ...{ id, event, alert: state.alert, instance, at: at.toISOString(), since: (state.since ?? at).toISOString() },
    ...{ summary: event === 'fired' ? alertSummary(state) : clearedSummary(state), key: state.key, cause, fix },
    ...{ value: state.value, limit: state.limit, unit: ALERTS[state.alert].unit },
  };
}

export function testEvent({ id, instance, at }: { id: string; instance: string; at: Date }): AlertEvent {
  return {
    ...{ id, event: 'test', alert: 'test', instance, at: at.toISOString(), since: at.toISOString() },
    ...{ summary: 'This is a test; nothing is wrong', key: 'none', value: null, limit: null, unit: null },
    ...{ cause: 'Somebody ran `actions-sync alerts test`.', fix: 'Nothing.' },
  };
}

/** `Reminder tasks: What waits has waited for longer than it should (1,200 s, limit 900 s)`. */
export function alertSummary({
  alert,
  key,
  value,
  limit,
}: Pick<AlertState, 'alert' | 'key' | 'value' | 'limit'>): string {
  const { subject, unit } = isAlertId(alert) ? ALERTS[alert] : { subject: alert, unit: null };
  const said = `${subject}: ${errorText(key).meaning}`;
  if (unit === null || value === null) return said;
  const written = (amount: number) =>
    `${amount.toLocaleString('en')}${{ seconds: ' s', percent: ' %', count: '' }[unit]}`;
  const of = limit === null || limit === 0 ? '' : `, limit ${written(limit)}`;
  return `${said} (${written(value)}${of})`;
}

function clearedSummary({ alert }: AlertState): string {
  return `${ALERTS[alert].subject}: well again`;
}
