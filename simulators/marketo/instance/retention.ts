import { type Row, TYPE } from './rows.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 760;
/** Days each type is kept (5.6); New Lead for ever, the rest 25 months. */
const KEPT_DAYS: Readonly<Record<number, number>> = {
  [TYPE.newLead]: Number.POSITIVE_INFINITY,
  [TYPE.deleteLead]: 14,
  ...Object.fromEntries([1, 3, 6, 7, TYPE.changeDataValue, 22, 24, 28, 47].map((type) => [type, 90])),
};

/** Whether a record is within its type's retention. */
export function isKept({ at, type }: Row, now: number): boolean {
  return at > now - (KEPT_DAYS[type] ?? DEFAULT_DAYS) * DAY_MS;
}
