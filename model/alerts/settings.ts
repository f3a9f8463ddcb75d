import type { SettingKind } from '../settings/kinds.ts';
import { alertsNamed } from './catalogue.ts';

/** When alerts fire. */
export interface AlertSettings {
  /** `alerts.enabled`: off, nothing is looked at, and what fires is cleared. */
  enabled: boolean;
  /** `alerts.stoppedFor`: how long a flow that is on may do nothing. */
  stoppedForMs: number;
  /** `alerts.lag`: how long something may wait. */
  lagMs: number;
  /** `alerts.quota`: percent of the day's calls. */
  quota: number;
  /** `alerts.failureRate`: records that may fail in an hour; null: as many as will. */
  failureRate: number | null;
  /** `alerts.mute`: alerts or kinds of them that never fire, separated by `, `; null: none. */
  mute: string | null;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  enabled: true,
  stoppedForMs: 15 * 60_000,
  lagMs: 15 * 60_000,
  quota: 90,
  failureRate: 20,
  mute: null,
};

export const percent: SettingKind = {
  allowed: 'a whole number of percent from 1 to 100, such as 90 %',
  unit: null,
  fits: isPercent,
  parse: (text) => {
    const [, amount = ''] = /^(\d{1,3})\s*%?$/.exec(text.trim()) ?? [];
    const value = Number(amount);
    return amount !== '' && isPercent(value) ? value : undefined;
  },
  print: (value) => `${value} %`,
};

function isPercent(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100;
}

/** Names of alerts or of their kinds. */
export const alertNames: SettingKind = {
  allowed: 'none, or alerts (`lag/tasks`) or kinds of them (`lag`) separated by commas',
  unit: null,
  fits: (value): value is string | null =>
    value === null || (typeof value === 'string' && readNames(value)?.join(', ') === value),
  parse: (text) => (text.trim().toLowerCase() === 'none' ? null : readNames(text)?.join(', ')),
  print: (value) => value?.toString() ?? 'none',
};

/** Each once and in order; undefined: one of them is none, or there is none. */
function readNames(text: string): string[] | undefined {
  const names = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (names.length === 0 || names.some((name) => alertsNamed(name).length === 0)) return undefined;
  return [...new Set(names)].sort();
}
