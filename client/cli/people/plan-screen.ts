import type { Estimate } from '../../../model/density.ts';
import { count, duration, moment, percent, printable, table } from '../lib/format.ts';
import type { Style } from '../lib/style.ts';
import type { PlanView } from './plan-view.ts';

/** Fields side by side: one screen is enough for all. */
const FIELDS_PER_LINE = 3;
const MB = 1_000_000;

type Row = PlanView['strategies'][number];

/** The screen of `people plan`: fields, whom to expect, what each strategy costs, the pick. */
export function planScreen(view: PlanView, style: Style): string[] {
  return [
    ...fieldLines(view),
    '',
    ...table([
      ['People', peopleLine(view)],
      ['Ids', `up to ${count(view.highestId)}, ${ratio(view.idsPerPerson)} for a person`],
      ['Today', quotaLine(view)],
    ]),
    '',
    ...strategyLines(view, style),
    '',
    ...table([['Pick', `${style.strong(nameOf(view.pick))}: ${view.pick.why}`]]),
    ...pickLines(view),
  ];
}

/** What `people start` says before it asks. */
export function shortPlan(view: PlanView): string[] {
  const { pick } = view;
  const cost = costOf(view);
  return [
    `People: ${peopleLine(view)}`,
    `Strategy: ${nameOf(pick)} (${pick.why})`,
    ...(cost === null ? [] : [`Cost: ${costLine(cost)}`]),
    ...pickLines(view),
    ...view.strategies.flatMap((row) =>
      row.unavailable === null ? [] : [`Not open: ${nameOf(row)}, ${row.unavailable.because}`],
    ),
  ];
}

/** When it would be done, where it has to wait for that. */
export function waitLine(view: PlanView): string | null {
  const cost = costOf(view);
  if (cost === null || cost.resets === 0) return null;
  const nights =
    cost.resets === 1 ? 'the reset at midnight US Central' : `${cost.resets} resets at midnight US Central`;
  return `Today’s quota is not enough: it waits for ${nights} and is done at ${doneAt(cost)}.`;
}

function fieldLines({ fields, absent }: PlanView): string[] {
  const pairs = Object.entries(fields).map(([ours, theirs]) => [
    ours,
    theirs === null ? '(absent)' : printable(theirs),
  ]);
  const lines = Array.from({ length: Math.ceil(pairs.length / FIELDS_PER_LINE) }, (_, line) =>
    pairs.slice(line * FIELDS_PER_LINE, (line + 1) * FIELDS_PER_LINE).flat(),
  );
  return [
    'Fields by their REST names',
    ...table(lines, '  '),
    ...absent.map(({ field, means }) => `  ${field} is absent: ${means}`),
  ];
}

function peopleLine({ people, owned, createdSince }: PlanView): string {
  return `about ${about(people)}, ${about(owned)} with an owner; created since ${moment(createdSince).slice(0, 10)}`;
}

function about({ value, low, high }: Estimate): string {
  const error = Math.max(value - low, high - value);
  return error === 0 ? count(value) : `${count(value)} (± ${count(error)})`;
}

function ratio({ value }: Estimate): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

function quotaLine({ quota, at }: PlanView): string {
  const resets = duration((quota.resetsAt.getTime() - at.getTime()) / 1_000);
  const calls = `${count(quota.callsLeft)} of ${count(quota.callsPerDay)} calls`;
  return `${calls} and ${size(quota.exportBytesLeft)} of exports left for the initial sync; resets in ${resets}`;
}

function strategyLines(view: PlanView, style: Style): string[] {
  const [head, ...rows] = table([
    ['Strategy', 'Calls', 'Of today', 'Export of a day', 'Time', 'Done at', 'Note'],
    ...view.strategies.map((row) => cells(row)),
  ]);
  return [
    style.dim(head ?? ''),
    ...rows.map((line, index) => (view.strategies[index]?.way === view.pick.way ? style.strong(line) : line)),
  ];
}

function cells(row: Row): string[] {
  const { cost, unavailable } = row;
  if (cost === null) return [nameOf(row), '–', '–', '–', '–', '–', `not open: ${unavailable.because}`];
  return [
    nameOf(row),
    count(cost.calls),
    share(cost.callShare),
    cost.jobs === 0 ? '–' : `${size(cost.bytes)} (${share(cost.byteShare)})`,
    duration(cost.seconds),
    doneAt(cost),
    notes(row, cost).join('; '),
  ];
}

type Cost = NonNullable<Row['cost']>;

function notes({ smartList }: Row, cost: Cost): string[] {
  return [
    ...(cost.jobs > 1 ? [`${count(cost.jobs)} exports`] : []),
    ...(smartList === null ? [] : [`one export of “${printable(smartList)}”`]),
    ...(cost.qualifiedOnly ? ['reads qualified people only'] : []),
    ...(cost.resets > 0 ? [cost.resets === 1 ? 'waits for the reset' : `waits for ${cost.resets} resets`] : []),
    ...(cost.resets === 0 && !cost.fitsToday ? ['more than is left of today'] : []),
  ];
}

function costLine(cost: Cost): string {
  const parts = [`${count(cost.calls)} calls, ${share(cost.callShare)} of what is left of today`];
  if (cost.jobs > 0) parts.push(`${size(cost.bytes)} in ${count(cost.jobs)} ${cost.jobs === 1 ? 'export' : 'exports'}`);
  return `${parts.join('; ')}; about ${duration(cost.seconds)}`;
}

function pickLines(view: PlanView): string[] {
  const wait = waitLine(view);
  return [
    ...(view.pick.way === 'crm' ? ['It reads qualified people only: others are not looked at.'] : []),
    ...(wait === null ? [] : [wait]),
  ];
}

function costOf({ strategies, pick }: PlanView): Cost | null {
  return strategies.find(({ way }) => way === pick.way)?.cost ?? null;
}

export function nameOf({ way }: Pick<Row, 'way'>): string {
  return { ids: 'ids', windows: 'bulk by time', smartList: 'bulk by smart list', crm: 'crm' }[way];
}

function doneAt({ doneAt: at }: Cost): string {
  return at === null ? 'not within a year' : moment(at);
}

/** Above a whole the factor says more than a percentage that is cut. */
function share(value: number | null): string {
  if (value === null) return 'none left';
  return value <= 1 ? percent(value) : `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ×`;
}

function size(bytes: number): string {
  return `${(bytes / MB).toLocaleString('en', { maximumFractionDigits: bytes < 10 * MB ? 1 : 0 })} MB`;
}
