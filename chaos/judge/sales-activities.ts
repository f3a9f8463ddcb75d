import { EIGHT_TYPES } from '../../model/activity-types/types.ts';
import type { SalesActivityKind, Vendor } from '../../model/sales-activity/kinds.ts';
import { type Check, Count } from './check.ts';

/** An activity that was taken. */
export interface Logged {
  id: string;
  type: SalesActivityKind;
  personId: number;
  emailId?: string | undefined;
  /** The person has been qualified all the time, and has a lead or contact in Salesforce. */
  hasRecord: boolean;
}

/** What the vendors have, and who is gone. */
export interface Truth {
  /** Each custom activity of Marketo; `eventId`: null where it has none. */
  added: readonly { eventId: string | null; type: string; leadId: number }[];
  /** Each Task that was not there at the beginning; `key`: null where it has none. */
  tasks: readonly TrueTask[];
  /** People who are not in Marketo any more, with who is there instead. */
  gone: ReadonlyMap<number, number | null>;
}

export interface TrueTask {
  id: string;
  key: string | null;
  type: string | null;
  viewed: boolean;
  clicked: boolean;
  replied: boolean;
  status: string | null;
}

/** How far each one is by our own database; left out: that vendor is not told. */
export type States = ReadonlyMap<string, Partial<Record<Vendor, { state: string; detail: string | null }>>>;

export interface Names {
  eventIdOf: (id: string) => string;
  keyOf: (id: string) => string;
}

/** Marketo's answer for somebody who is not there. */
const NOBODY = 'marketo.1004';
const TASKS: Partial<Record<SalesActivityKind, string>> = {
  emailSent: 'Email',
  emailReplied: 'Reply',
  callReceived: 'Call',
};

/** Every activity that was taken against what each vendor has: each one is there once, and nothing else is. */
export function judgeActivities(all: readonly Logged[], truth: Truth, states: States, names: Names): Check[] {
  return [...judgeMarketo(all, truth, names), ...judgeTasks(all, truth, names), ...judgeStates(all, truth, states)];
}

function judgeMarketo(all: readonly Logged[], { added, gone }: Truth, { eventIdOf }: Names): Check[] {
  const [lost, doubled, foreign, misplaced] = [new Count(), new Count(), new Count(), new Count()];
  const byEvent = grouped(added, ({ eventId }) => eventId);
  for (const { id, type, personId } of all) {
    const found = byEvent.get(eventIdOf(id)) ?? [];
    if (found.length === 0 && !isNobody(personId, gone)) lost.add(id);
    if (found.length > 1) doubled.add(id);
    const lives = livesOf(personId, gone);
    if (found.some((one) => one.type !== EIGHT_TYPES[type].apiName || !lives.includes(one.leadId))) misplaced.add(id);
  }
  const known = new Set(all.map(({ id }) => eventIdOf(id)));
  for (const { eventId } of added) if (eventId === null || !known.has(eventId)) foreign.add(eventId ?? 'no event id');
  return [
    lost.check('activities lost in Marketo'),
    doubled.check('activities doubled in Marketo'),
    foreign.check('activities in Marketo that nobody logged'),
    misplaced.check('activities of another kind or person in Marketo'),
  ];
}

function judgeTasks(all: readonly Logged[], { tasks, gone }: Truth, { keyOf }: Names): Check[] {
  const [lost, doubled, foreign, wrong] = [new Count(), new Count(), new Count(), new Count()];
  const byKey = grouped(tasks, ({ key }) => key);
  const engaged = engagement(all);
  for (const { id, type, personId, hasRecord } of all) {
    const taskType = TASKS[type];
    if (taskType === undefined) continue;
    const found = byKey.get(keyOf(id)) ?? [];
    if (found.length === 0 && hasRecord && !gone.has(personId)) lost.add(id);
    if (found.length > 1) doubled.add(id);
    const marks = type === 'emailSent' ? engaged.get(id) : undefined;
    if (found.some((task) => task.type !== taskType || !isMarked(task, marks))) wrong.add(id);
  }
  const known = new Set(all.flatMap(({ id, type }) => (TASKS[type] === undefined ? [] : [keyOf(id)])));
  for (const { id, key } of tasks) if (key === null || !known.has(key)) foreign.add(id);
  return [
    lost.check('Tasks lost in Salesforce'),
    doubled.check('Tasks doubled in Salesforce'),
    foreign.check('Tasks in Salesforce that nobody logged'),
    wrong.check('Tasks with another type or engagement'),
  ];
}

function judgeStates(all: readonly Logged[], { gone }: Truth, states: States): Check[] {
  const [unfinished, failed, untold] = [new Count(), new Count(), new Count()];
  for (const { id, personId, hasRecord } of all) {
    const branches = states.get(id);
    if (branches?.marketo === undefined) untold.add(id);
    for (const [vendor, branch] of Object.entries(branches ?? {})) {
      const at = `${id} ${vendor} ${branch.state} ${branch.detail ?? ''}`.trim();
      // Marketo may have merged somebody away whom we know as deleted: that is waited for.
      const mayWait = branch.state === 'unknown' && gone.has(personId);
      if (['pending', 'sending', 'unknown', 'parked'].includes(branch.state) && !mayWait) unfinished.add(at);
      const mayFail =
        vendor === 'marketo' ? branch.detail === NOBODY && isNobody(personId, gone) : !hasRecord || gone.has(personId);
      if (branch.state === 'failed' && !mayFail) failed.add(at);
    }
  }
  return [
    untold.check('activities that are not stored'),
    unfinished.check('activities that did not come to an end'),
    failed.check('activities that failed for no good reason'),
  ];
}

type Marks = Pick<TrueTask, 'viewed' | 'clicked' | 'replied'> & { bounced: boolean };
const NO_MARKS: Marks = { viewed: false, clicked: false, replied: false, bounced: false };
const MARKS: Partial<Record<SalesActivityKind, keyof Marks>> = {
  emailOpened: 'viewed',
  emailClicked: 'clicked',
  emailReplied: 'replied',
  emailBounced: 'bounced',
};

/** What has become of each send. */
function engagement(all: readonly Logged[]): Map<string, Marks> {
  const found = new Map<string, Marks>();
  for (const { type, emailId } of all) {
    const mark = MARKS[type];
    if (mark === undefined || emailId === undefined) continue;
    found.set(emailId, { ...(found.get(emailId) ?? NO_MARKS), [mark]: true });
  }
  return found;
}

function isMarked(task: TrueTask, marks: Marks = NO_MARKS): boolean {
  return (
    task.viewed === marks.viewed &&
    task.clicked === marks.clicked &&
    task.replied === marks.replied &&
    (task.status === 'bounced') === marks.bounced
  );
}

/** Not in Marketo any more, and nobody is there instead. */
function isNobody(personId: number, gone: Truth['gone']): boolean {
  return gone.has(livesOf(personId, gone).at(-1) ?? personId);
}

/** The person, then its winner, then the winner's. Whether activities move with a merge is a switch of Marketo's. */
function livesOf(personId: number, gone: Truth['gone']): number[] {
  const lives = [personId];
  for (let at = gone.get(personId) ?? null; at !== null && !lives.includes(at); at = gone.get(at) ?? null)
    lives.push(at);
  return lives;
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}
