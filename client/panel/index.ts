import type { ErrorKey } from '../../model/errors/registry.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PanelRow } from '../../model/panel/entry.ts';
import { groupsOf, PANEL_GROUPS, type PanelGroup } from '../../model/panel/kinds.ts';
import { LOGGED_AGE_MS, PANEL_MOST_PEOPLE, windowStart } from '../../model/panel/limits.ts';
import { mergeRows } from '../../model/panel/merge.ts';
import { weeksSince } from '../../model/panel/weeks.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { Clock } from '../../model/ports.ts';
import { waitFor } from '../../net/deadline.ts';
import { systemClock } from '../../net/system-clock.ts';
import type { Store } from '../../store/types.ts';
import { gapsOf, oldestOf, type Stale } from './gaps.ts';
import { createLiveReader, type LiveAnswer } from './live.ts';
import type { PanelMarketo, PanelSalesforce } from './ports.ts';
import { type CheckedOptions, checkRequest } from './request.ts';
import { findSubject, notVisible } from './subject.ts';
import type { Panel, PanelOptions, PanelPerson, PanelTarget } from './types.ts';

export interface PanelClientOptions {
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Left out: what is stored is shown, and what is missing is said. */
  marketo?: PanelMarketo | undefined;
  /** Left out: an opportunity's people are those whose Marketo record names it. */
  salesforce?: PanelSalesforce | undefined;
  clock?: Clock;
  /** How long Marketo may take for one panel. */
  deadlineMs?: number;
}

/** Enough for 800 people with a page each, at half of Marketo's rate; product.md 7 allows up to 120 s. */
const DEADLINE_MS = 30_000;

type Rows = Map<MarketoId, PanelRow>;

/** The activity panel (docs/panel.md). Keep what it returns: loads at the same time share what Marketo is asked. */
export function createPanel(options: PanelClientOptions) {
  const { store, instance, marketo, salesforce, clock = systemClock, deadlineMs = DEADLINE_MS } = options;
  const live = marketo === undefined ? null : createLiveReader({ store, marketo, clock, deadlineMs });

  /** @throws AppError `panel.personNotVisible` where nobody is left */
  async function stillVisible(people: PersonDocument[], asked: readonly LiveAnswer[]): Promise<PersonDocument[]> {
    const gone = new Set(asked.filter(({ isGone }) => isGone).map(({ id }) => id));
    const left = people.filter(({ _id }) => !gone.has(_id));
    const [first] = people;
    if (left.length > 0 || first === undefined) return left;
    throw notVisible((await store.people.get(first._id)) ?? first);
  }

  /**
   * What people did in the last 90 days, newest first, by week. What can't be shown is said in `missing`.
   * @throws AppError `panel.badRequest`, `person.unknown`, `panel.personNotVisible`, `panel.nobody`,
   * `panel.tooManyPeople`, and `store.*` where MongoDB does not answer
   */
  return async function getPanel(whose: PanelTarget, given: PanelOptions = {}): Promise<Panel> {
    const request = checkRequest(whose, given);
    const [settings, subject, early] = await Promise.all([
      store.settings.panel(),
      findSubject({ store, salesforce }, request),
      // Where it is known who is asked for, the rows come beside the people.
      'people' in request.target ? store.panels.read(someOf(request.target.people)) : null,
    ]);
    const ids = subject.people.map(({ _id }) => _id);
    const rows: Rows = early ?? (await store.panels.read(ids));
    const groups = PANEL_GROUPS.filter((group) => request.kinds.some((kind) => groupsOf(kind).includes(group)));
    const wanted = wantedOf(ids, rows, groups, clock.now(), settings.maxAgeMs);
    const asked = live === null ? null : await waitFor(live.refresh(wanted, rows), given.signal);
    const people = await stillVisible(subject.people, asked ?? []);
    take(rows, asked ?? []);
    const now = clock.now();
    const stale = asked === null ? unasked(wanted, rows) : failed(asked, rows);
    const shown = people.flatMap(({ _id }): [MarketoId, PanelRow][] => {
      const row = rows.get(_id);
      return row === undefined ? [] : [[_id, row]];
    });
    const fromMarketo = groups.filter((group) => group !== 'logged');
    const parts = shown.flatMap(([, row]) => fromMarketo.map((group) => row.parts[group]));
    return {
      people: people.map(shownPerson),
      ...mergeRows(shown, { instance, maxRows: settings.maxRows, ...timesOf(request, now) }),
      asOf: { actions: now, marketo: oldestOf(parts) },
      missing: [...subject.gaps, ...gapsOf(stale, now)],
    };
  };
}

/** More than a panel may have are refused beside this. */
function someOf(ids: readonly MarketoId[]): MarketoId[] {
  return [...new Set(ids)].slice(0, PANEL_MOST_PEOPLE);
}

/** The weeks that are shown: as many as were asked for, of the last 90 days. */
function timesOf({ weeks: most, timeZone, kinds }: CheckedOptions, now: Date) {
  const start = windowStart(now);
  const weeks = weeksSince(start, now, timeZone, most);
  const first = weeks.at(-1)?.startsAt ?? start;
  const since = new Date(Math.max(first.getTime(), start.getTime()));
  return { weeks, since, kinds: new Set(kinds) };
}

/** Who is not fresh enough, by what is asked for together. */
function wantedOf(
  ids: readonly MarketoId[],
  rows: Rows,
  groups: readonly PanelGroup[],
  now: Date,
  maxAgeMs: number,
): Map<PanelGroup, MarketoId[]> {
  const wanted = new Map<PanelGroup, MarketoId[]>();
  for (const group of groups) {
    const mostMs = group === 'logged' ? Math.max(maxAgeMs, LOGGED_AGE_MS) : maxAgeMs;
    const isFresh = (id: MarketoId) => {
      const part = rows.get(id)?.parts[group];
      return mostMs > 0 && part !== undefined && now.getTime() - part.askedAt.getTime() <= mostMs;
    };
    wanted.set(
      group,
      ids.filter((id) => !isFresh(id)),
    );
  }
  return wanted;
}

function take(rows: Rows, asked: readonly LiveAnswer[]): void {
  for (const { id, group, part } of asked) {
    const row = rows.get(id);
    if (row !== undefined && part !== null) row.parts[group] = part;
  }
}

function failed(asked: readonly LiveAnswer[], rows: Rows): Stale[] {
  return asked.flatMap(({ id, group, error, isGone }) =>
    error === null || isGone ? [] : [{ group, why: error.key, shown: rows.get(id)?.parts[group] }],
  );
}

/** What we logged ourselves is known without Marketo. */
function unasked(wanted: ReadonlyMap<PanelGroup, readonly MarketoId[]>, rows: Rows): Stale[] {
  const why: ErrorKey = 'panel.noMarketo';
  return [...wanted]
    .filter(([group]) => group !== 'logged')
    .flatMap(([group, ids]) => ids.map((id) => ({ group, why, shown: rows.get(id)?.parts[group] })));
}

function shownPerson({ _id: id, marketo }: PersonDocument): PanelPerson {
  const { firstName = null, lastName = null, title = null, company = null } = marketo ?? {};
  return { id, firstName, lastName, title, company };
}
