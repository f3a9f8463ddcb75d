import { errorEntry } from '../../../model/errors/registry.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { PanelEntry } from '../../../model/panel/merge.ts';
import type { Panel, PanelGap, PanelPerson } from '../../panel/types.ts';
import { ago, count, duration, people, printable, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';
import { GAP_WORDS, KIND_WORDS } from './words.ts';

const TITLE = 70;

/** A panel by week, newest first. */
export function panelScreen(panel: Panel, timeZone: string, style: Style): string[] {
  const [only] = panel.people;
  const isOne = panel.people.length === 1;
  const head = isOne && only !== undefined ? `${nameOf(only)} (${only.id})` : people(panel.people.length);
  const names = new Map(panel.people.map((person) => [person.id, nameOf(person)]));
  const lines = panel.weeks.flatMap(({ from, entries }) => [
    '',
    style.strong(`Week from ${from}`),
    ...table(
      entries.map((entry) => row(entry, timeOf(timeZone), isOne ? null : names)),
      '  ',
    ),
  ]);
  const none = panel.rowsShown === 0 ? ['', 'No activities in this time.'] : [];
  const more = panel.more === 0 ? [] : ['', `${count(panel.more)} more in this time are not shown.`];
  return [style.strong(head), ...lines, ...none, ...more];
}

function row(entry: PanelEntry, time: (at: Date) => string, names: ReadonlyMap<MarketoId, string> | null): string[] {
  const { at, kind, title, personId, isBot } = entry;
  return [
    time(at),
    KIND_WORDS[kind],
    ...(names === null ? [] : [names.get(personId) ?? String(personId)]),
    `${short(printable(title ?? ''))}${isBot ? ' (a machine’s doing)' : ''}`,
  ];
}

function timeOf(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  });
  return (at) => format.format(at).replace(',', '');
}

function nameOf({ id, firstName, lastName, company }: PanelPerson): string {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return printable([name === '' ? `Person ${id}` : name, company].filter(Boolean).join(', '));
}

function short(text: string): string {
  const characters = Array.from(text);
  return characters.length <= TITLE ? text : `${characters.slice(0, TITLE - 1).join('')}…`;
}

/** What is not there, and what to do about it. */
export function gapLines(gaps: readonly PanelGap[]): string[] {
  const fixes = new Set(gaps.map(({ why }) => `Fix: ${errorEntry(why).fix}`));
  return [...gaps.map(gapLine), ...fixes];
}

function gapLine({ what, why, peopleCount, neverRead, oldestAgeMs }: PanelGap): string {
  const whose = peopleCount === 0 ? '' : ` of ${people(peopleCount)}`;
  const age = oldestAgeMs === null ? '' : `; shown as it was up to ${duration(oldestAgeMs / 1_000)} ago`;
  const nothing = oldestAgeMs === null || neverRead === 0 ? '' : `; nothing is known of ${people(neverRead)}`;
  return `Missing: ${GAP_WORDS[what]}${whose}: ${errorEntry(why).meaning} (${why})${age}${nothing}.`;
}

export function ageLine({ asOf: { marketo } }: Panel, now: Date): string {
  return marketo === null ? 'Of Marketo nothing is shown.' : `Marketo’s part was read ${ago(marketo, now)}.`;
}
