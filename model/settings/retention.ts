import type { DEFAULT_RETENTION_SETTINGS } from '../settings.ts';
import { duration, type SettingKind } from './kinds.ts';

const DAY_MS = 86_400_000;
const DECADE_MS = 3_650 * DAY_MS;
/** Why there are such settings. */
const OURS = 'Ours: there it is not to be chosen.';
const kept = (days: number) => duration(days * DAY_MS, DECADE_MS, 'forever');

export interface Member {
  name: string;
  source: string;
  /** Nobody: housekeeping reads them when it runs. */
  wakes: readonly [];
  kind: SettingKind;
  effect: string;
}

/** What each of them lets go; housekeeping reads them every hour. */
export const retention: Record<keyof typeof DEFAULT_RETENTION_SETTINGS, Member> = {
  unownedMs: {
    name: 'unowned',
    source: OURS,
    wakes: [],
    kind: duration(0, DECADE_MS),
    effect:
      'Personal data of a person without owner goes so long after the owner did; the person comes back whole with one.',
  },
  deletedMs: {
    name: 'deleted',
    source: OURS,
    wakes: [],
    kind: duration(0, DECADE_MS),
    effect:
      'Personal data of a person who was deleted or merged away in Marketo goes so long after that; the id stays.',
  },
  historyMs: {
    name: 'history',
    source: OURS,
    wakes: [],
    kind: kept(1),
    effect: 'What changed of a person, with old and new values, goes so long after the change.',
  },
  activitiesMs: {
    name: 'activities',
    source: OURS,
    wakes: [],
    // Panels show what was logged in the last 90 days.
    kind: kept(90),
    effect:
      'Subjects, addresses, links and notes of a sales activity go so long after it was taken, once no vendor is owed it; id, type, times and outcome stay for ever, so that the same activity is never logged twice.',
  },
  tasksMs: {
    name: 'tasks',
    source: OURS,
    wakes: [],
    kind: kept(1),
    effect:
      'The texts of a reminder task go so long after it was completed or deleted; it is not synced any more, and Salesforce’s Task is left alone.',
  },
  panelsMs: {
    name: 'panels',
    source: OURS,
    wakes: [],
    kind: duration(DAY_MS, DECADE_MS),
    effect: 'What Marketo said of a person’s activities goes when nobody has looked at the panel for so long.',
  },
  auditMs: {
    name: 'audit',
    source: OURS,
    wakes: [],
    kind: kept(30),
    effect: 'Rows of the audit log go so long after they were written.',
  },
  failuresMs: {
    name: 'failures',
    source: OURS,
    wakes: [],
    kind: kept(1),
    effect: 'A flow’s failure goes when it has not happened again for so long; what waits for a person stays.',
  },
};
