/** Of `value` and `limit`. */
export type AlertUnit = 'seconds' | 'percent' | 'count';

interface AlertEntry {
  /** Begins the sentence that says what fires. */
  subject: string;
  /** Null: there is nothing to measure. */
  unit: AlertUnit | null;
}

const plain = (subject: string): AlertEntry => ({ subject, unit: null });
const late = (subject: string): AlertEntry => ({ subject, unit: 'seconds' });
const share = (subject: string): AlertEntry => ({ subject, unit: 'percent' });
const counted = (subject: string): AlertEntry => ({ subject, unit: 'count' });

/** Every alert there is, `<kind>/<what>`. Ids are permanent: receivers of the webhook route by them. */
export const ALERTS = {
  'stopped/worker': late('The worker'),
  'stopped/people-initial': late('The initial sync of people'),
  'stopped/people-changes': late('The changes of people'),
  'stopped/people-reconcile': late('The comparison of people'),
  'stopped/people-push': late('The reading of pushed people'),
  'stopped/sender-marketo': late('Sales activities to Marketo'),
  'stopped/sender-salesforce': late('Sales activities to Salesforce'),
  'stopped/tasks': late('Reminder tasks'),
  'stopped/unsubscribes': late('Unsubscribes to Salesforce'),
  'stopped/unsubscribes-nightly': late('The nightly comparison of unsubscribes'),
  'auth/marketo': plain('Marketo'),
  'auth/salesforce': plain('Salesforce'),
  'quota/marketo-share': share('Our share of Marketo’s calls'),
  'quota/marketo-instance': share('Marketo’s calls'),
  'quota/salesforce': plain('Salesforce’s calls'),
  'lag/people': late('The changes of people'),
  'lag/sender-marketo': late('Sales activities to Marketo'),
  'lag/sender-salesforce': late('Sales activities to Salesforce'),
  'lag/tasks': late('Reminder tasks'),
  'lag/unsubscribes': late('Unsubscribes to Salesforce'),
  'failures/sender-marketo': counted('Sales activities to Marketo'),
  'failures/sender-salesforce': counted('Sales activities to Salesforce'),
  'failures/tasks': counted('Reminder tasks'),
  'held/people': counted('People'),
  'incomplete/pushes': plain('Pushes of people'),
  'optOuts/salesforce': plain('Unsubscribes from Salesforce'),
  'unreachable/temporal': plain('Temporal'),
} as const satisfies Record<string, AlertEntry>;

export type AlertId = keyof typeof ALERTS;

export const ALERT_IDS = Object.keys(ALERTS) as AlertId[];

export function isAlertId(value: string): value is AlertId {
  return Object.hasOwn(ALERTS, value);
}

/** What a name in `alerts.mute` means: one alert, or all of a kind (`lag`). */
export function alertsNamed(name: string): AlertId[] {
  return ALERT_IDS.filter((id) => id === name || id.startsWith(`${name}/`));
}
