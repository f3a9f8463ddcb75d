import type { PeopleStatus } from '../../people/status.ts';
import { ago, count, duration, moment, people, percent, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';
import { quotaLine } from '../overview/quota-line.ts';
import { pushesLine } from './pushes-line.ts';
import { resultText, runText } from './reconcile-text.ts';

/** The compact screen of `people status`; also a part of `status`. */
export function peopleScreen(status: PeopleStatus, style: Style): string[] {
  const rows = [
    ['Initial sync', initialLine(status)],
    ['Changes', changesLine(status)],
    ...(status.pushes.state === 'none' ? [] : [['Pushes', pushesLine(status)]]),
    ['Reconcile', reconcileLine(status)],
    ['People', peopleLine(status)],
    ['Quota', quotaLine(status.quota, status.at)],
  ];
  return [...table(rows), ...troubleLines(status, style)];
}

export function initialLine({ initial }: PeopleStatus): string {
  const { state, done, total, unit, peopleRead, qualified, peoplePerSecond, secondsLeft } = initial;
  if (state === 'none') return 'not started';
  const parts: string[] = [
    initial.share !== null && state !== 'complete' ? `${state}, ${percent(initial.share)}` : state,
  ];
  if (total !== null && state !== 'complete') parts.push(`${count(done)} of ${count(total)} ${unit}`);
  parts.push(`${count(peopleRead)} read`, `${count(qualified)} qualified`);
  if (peoplePerSecond !== null) parts.push(`${count(peoplePerSecond)} people/s`);
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  if (initial.completedAt !== null && state === 'complete') parts.push(`at ${moment(initial.completedAt)}`);
  return parts.join(' · ');
}

function changesLine({ changes, settings, at }: PeopleStatus): string {
  if (changes.state === 'off') return 'off';
  const parts: string[] = [
    settings.sync ? changes.state : `${changes.state}, but switched off by the setting people.sync`,
  ];
  if (changes.lagSeconds === null) parts.push('not caught up yet');
  else parts.push(`caught up ${duration(changes.lagSeconds)} ago`);
  const { lastTurn } = changes;
  if (lastTurn !== null) {
    const { records, reread, written } = lastTurn;
    parts.push(
      `last turn ${ago(lastTurn.at, at)}: ${count(records)} records, ${count(reread)} read again, ${count(written)} written`,
    );
  }
  return parts.join(' · ');
}

function reconcileLine({ reconcile: { run, last }, troubles }: PeopleStatus): string {
  const trouble = troubles.find(({ flow }) => flow === 'reconcile');
  const parts: string[] = [];
  if (run !== null) parts.push(runText(run, trouble?.until ?? null));
  if (last !== null) parts.push(run === null ? resultText(last) : `the last one ${resultText(last)}`);
  return parts.length === 0 ? 'not yet; every week by itself' : parts.join(' · ');
}

function peopleLine({ visible, held, suspects, leftWithin24h, leftWithin24hLimit }: PeopleStatus): string {
  const parts = [`${count(visible)} visible`];
  if (leftWithin24h > 0)
    parts.push(`${count(leftWithin24h)} left within 24 h (held beyond ${count(leftWithin24hLimit)})`);
  if (held > 0) parts.push(`${count(held)} held by the brake`);
  if (suspects > 0) parts.push(`${count(suspects)} asked for again`);
  return parts.join(' · ');
}

type Trouble = PeopleStatus['troubles'][number];
const FLOWS = { initial: 'the initial sync', changes: 'the changes', reconcile: 'the comparison' } as const;

/** What stops several flows in the same way is said once. */
function troubleLines({ troubles, at }: PeopleStatus, style: Style): string[] {
  const alike = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const key = `${trouble.key} ${goesOn(trouble)}`;
    alike.set(key, [...(alike.get(key) ?? []), trouble]);
  }
  return [...alike.values()].flatMap((same) => {
    const [earliest] = same.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const where = same.map(({ flow }) => FLOWS[flow]).join(' and ');
    return earliest === undefined ? [] : troubleBlock(earliest, where, at, style);
  });
}

function troubleBlock(trouble: Trouble, where: string, now: Date, style: Style): string[] {
  return [
    '',
    `${style.bad('Trouble')} in ${where} since ${ago(trouble.at, now)}: ${trouble.meaning} (${trouble.key})`,
    `  Cause: ${trouble.cause}`,
    `  Fix: ${trouble.fix}`,
    `  Goes on: ${goesOn(trouble)}`,
  ];
}

function goesOn({ paused, until, class: errorClass }: Trouble): string {
  if (paused) return 'after `actions-sync people resume`';
  if (until !== null) return `by itself at ${moment(until)}`;
  if (errorClass === 'retry' || errorClass === 'rate') return 'it is tried again by itself';
  return 'when a person has acted; it looks again every 10 min, at once after `actions-sync people resume`';
}

/** The commands to run next, most pressing first. */
export function peopleHints(status: PeopleStatus): string[] {
  const hints: string[] = [];
  const { initial, changes, reconcile, held } = status;
  if (held > 0) hints.push(`${people(held)} ${held === 1 ? 'is' : 'are'} held: actions-sync people approve`);
  if (initial.state === 'none') hints.push('Start the sync: actions-sync people start');
  if (initial.state === 'cancelled') hints.push('Go on where it was cancelled: actions-sync people start');
  if ([initial.state, changes.state, reconcile.state].includes('paused'))
    hints.push('Go on: actions-sync people resume');
  return hints;
}
