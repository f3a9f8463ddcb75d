import type { Status } from '../../api/schemas/status.ts';
import { capital, count, counted } from './format.ts';
import type { Told } from './told.ts';
import type { Tone } from './tone.ts';

type Stand = Told<Status>;
type Vendor = Stand['salesActivities'][number];

const TONES: Record<string, Tone> = {
  running: 'info',
  complete: 'ok',
  paused: 'warn',
  cancelled: 'warn',
  failed: 'bad',
};

/** The tone of a state of the people sync. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'idle';
}

const STATES: Record<string, string> = { none: 'Not started', off: 'Off' };

const STRATEGIES: Record<string, string> = { ids: 'Id scan', bulk: 'Exports', crm: 'Salesforce scan' };

/** The strategy of an initial sync as people know it; null: none was chosen yet. */
export function strategyName(strategy: string | null): string | null {
  return strategy === null ? null : (STRATEGIES[strategy] ?? strategy);
}

/** A state as a word for people. */
export function stateWord(state: string): string {
  return STATES[state] ?? capital(state);
}

/** How the comparison stands: between two runs by how the last one went. */
export function reconcileState({ run, last }: Stand['people']['reconcile']): { tone: Tone; word: string } {
  if (run !== null) return { tone: toneOf(run.state), word: stateWord(run.state) };
  return last === null ? { tone: 'idle', word: 'Not yet' } : { tone: 'ok', word: 'Up to date' };
}

/** How Marketo's pushes keep us up to date, where it sends any. */
export function pushesText(pushes: Stand['people']['pushes']): string {
  const { waiting, read, refused } = pushes;
  const parts = [pushesWord(pushes), `${count(read)} read`];
  if (waiting > 0) parts.push(`${count(waiting)} waiting`);
  if (refused > 0) parts.push(`${count(refused)} refused`);
  return parts.join(', ');
}

function pushesWord({ state, incomplete }: Stand['people']['pushes']): string {
  if (state === 'folded') return 'Left to polling for now';
  if (state === 'unread') return 'Not read for a minute and more';
  if (state === 'complete') return 'Complete';
  if (incomplete === null) return 'Too few so far to rely on';
  return `Incomplete: polling found ${counted(incomplete.people, 'person', 'people')} whom none had announced`;
}

export const VENDOR_NAMES = { marketo: 'Marketo', salesforce: 'Salesforce' } as const;

/** How the activities to one vendor stand, in a word. */
export function vendorState({ on, failed, parked, inDoubt, pending, sending }: Vendor): { tone: Tone; word: string } {
  if (total(failed) > 0) return { tone: 'bad', word: `${total(failed)} failed` };
  if (!on) return { tone: 'idle', word: 'Off' };
  if (inDoubt > 0) return { tone: 'warn', word: 'In doubt' };
  if (pending + sending > 0) return { tone: 'info', word: 'Sending' };
  return total(parked) > 0 ? { tone: 'info', word: 'Waiting' } : { tone: 'ok', word: 'Up to date' };
}

export function total(groups: readonly { count: number }[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

export interface Waiting {
  text: string;
  /** How many of them. */
  many: number;
  /** What the person can do there. */
  action: string;
  href: string;
}

/** What stands still until a person has acted, most pressing first. */
export function waitsForPerson({ people, salesActivities, tasks }: Stand): Waiting[] {
  const waiting: Waiting[] = [];
  const add = (many: number, text: string, action: string, href: string) => {
    if (many > 0) waiting.push({ text, many, action, href });
  };
  add(people.held, `${counted(people.held, 'person', 'people')} held by the brake`, 'Look and approve', '/start');
  for (const { vendor, failed } of salesActivities) {
    const many = total(failed);
    add(many, `${counted(many, 'activity', 'activities')} refused by ${VENDOR_NAMES[vendor]}`, 'See why', '/failures');
  }
  const refused = total(tasks.refused);
  add(refused, `${counted(refused, 'task')} refused by Salesforce`, 'See why', '/failures');
  add(tasks.held, `${counted(tasks.held, 'task')} held`, 'See why', '/tasks');
  const { initial, changes, reconcile } = people;
  const paused = [initial, changes, reconcile].filter(({ state }) => state === 'paused').length;
  add(paused, `${counted(paused, 'flow')} of the people sync paused`, 'Resume', '/start');
  add(initial.state === 'none' ? 1 : 0, 'The people sync was never started', 'Plan and start', '/start');
  add(initial.state === 'cancelled' ? 1 : 0, 'The initial sync was cancelled', 'Go on', '/start');
  return waiting;
}

/** Troubles of several flows that are the same are one. */
export function troublesOf({ people }: Stand): { flows: string; trouble: Stand['people']['troubles'][number] }[] {
  const keyOf = ({ key, until }: (typeof people.troubles)[number]) => `${key} ${until}`;
  const keys = [...new Set(people.troubles.map(keyOf))];
  return keys.flatMap((key) => {
    const alike = people.troubles.filter((trouble) => keyOf(trouble) === key);
    const [trouble] = alike;
    return trouble === undefined ? [] : [{ flows: alike.map(({ flow }) => FLOW_NAMES[flow]).join(' and '), trouble }];
  });
}

export const FLOW_NAMES = { initial: 'the initial sync', changes: 'the changes', reconcile: 'the comparison' } as const;
