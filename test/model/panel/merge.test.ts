import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketoId } from '../../../model/ids.ts';
import { keptEntries, type PanelPart, type PanelRow, type StoredEntry } from '../../../model/panel/entry.ts';
import { PANEL_KINDS, type PanelGroup, type PanelKind } from '../../../model/panel/kinds.ts';
import { windowStart } from '../../../model/panel/limits.ts';
import { mergeRows } from '../../../model/panel/merge.ts';
import { weeksSince } from '../../../model/panel/weeks.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS);
const person = (id: number) => id as MarketoId;
const SINCE = windowStart(NOW);
const OPTIONS = {
  instance: 'prod',
  kinds: new Set<PanelKind>(PANEL_KINDS),
  since: SINCE,
  weeks: weeksSince(SINCE, NOW, 'UTC', 14),
  maxRows: 1_000,
};

function entry(id: string, hours: number, change: Partial<StoredEntry> = {}): StoredEntry {
  return { id, at: hoursAgo(hours), kind: 'emailSent', title: id, details: {}, ...change };
}

const part = (entries: StoredEntry[]): PanelPart => ({ askedAt: NOW, wholeAt: NOW, types: [], entries });
const row = (own: StoredEntry[], parts: Partial<Record<PanelGroup, StoredEntry[]>> = {}): PanelRow => ({
  own,
  parts: Object.fromEntries(Object.entries(parts).map(([group, entries]) => [group, part(entries)])),
});
const titles = (merged: ReturnType<typeof mergeRows>) =>
  merged.weeks.flatMap(({ entries }) => entries.map(({ title }) => title));

describe('a merged panel', () => {
  it('is newest first, by week, and leaves weeks without activities out', () => {
    const rows = [[person(1), row([entry('a', 1), entry('b', 24 * 14)], { marketing: [entry('c', 2)] })]] as const;
    const { weeks } = mergeRows(rows, OPTIONS);
    expect(weeks.map(({ from, entries }) => [from, entries.map(({ title }) => title)])).toEqual([
      ['2026-11-23', ['a', 'c']],
      ['2026-11-09', ['b']],
    ]);
    expect(weeks[0]?.entries[0]).toEqual({
      ...{ at: hoursAgo(1), week: '2026-11-23', kind: 'emailSent', personId: 1, title: 'a' },
      ...{ details: {}, source: 'actions', isBot: false },
    });
  });

  it('shows what we logged once, as we know it, and what another installation logged as Marketo’s', () => {
    const logged = [
      entry('g1', 1, { eventId: 'prod/a' }),
      entry('g2', 1, { eventId: 'prod/a' }),
      entry('g3', 2, { eventId: 'other/a' }),
    ];
    const { weeks } = mergeRows([[person(1), row([entry('a', 1)], { logged })]], OPTIONS);
    const all = weeks.flatMap(({ entries }) => entries);
    expect(all.map(({ title, source }) => [title, source])).toEqual([
      ['a', 'actions'],
      ['g3', 'marketo'],
    ]);
  });

  it('shows a merged person’s event once, under either', () => {
    const rows = [
      [person(1), row([], { logged: [entry('g1', 1, { eventId: 'prod/a' })] })],
      [person(2), row([entry('a', 1)])],
    ] as const;
    expect(titles(mergeRows(rows, OPTIONS))).toEqual(['a']);
  });

  it('stops at the limit of rows with the newest, and says how many more there are', () => {
    const entries = Array.from({ length: 50 }, (_, index) => entry(`e${index}`, index % 7));
    const merged = mergeRows([[person(1), row(entries)]], { ...OPTIONS, maxRows: 10 });
    expect(merged).toMatchObject({ rowsShown: 10, more: 40 });
    expect(merged.weeks.flatMap(({ entries: shown }) => shown).every(({ at }) => at >= hoursAgo(1))).toBe(true);
  });

  it('leaves out what is older, and kinds that were not asked for', () => {
    const rows = [
      [person(1), row([entry('old', 24 * 91), entry('a', 1), entry('b', 2, { kind: 'callReceived' })])],
    ] as const;
    expect(mergeRows(rows, { ...OPTIONS, kinds: new Set<PanelKind>(['callReceived']) })).toMatchObject({
      rowsShown: 1,
      more: 0,
    });
    expect(titles(mergeRows(rows, OPTIONS))).toEqual(['a', 'b']);
  });

  it('shows what is dated a little ahead in the newest week', () => {
    expect(mergeRows([[person(1), row([entry('soon', -3)])]], OPTIONS).weeks[0]?.from).toBe('2026-11-23');
  });
});

describe('each event once (property)', () => {
  /** Events as they really happened; each may be known from several places, and be read several times. */
  const happened = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 500 }),
      hours: fc.integer({ min: 0, max: 24 * 89 }),
      person: fc.integer({ min: 1, max: 4 }),
      from: fc.constantFrom('own', 'logged', 'both', 'native', 'foreign'),
    }),
    { selector: ({ id }) => id, maxLength: 60 },
  );

  it('whatever the overlap of our records, custom and native ones, and of pages that were cut', () => {
    fc.assert(
      fc.property(happened, fc.array(fc.integer({ min: 0, max: 24 * 89 }), { maxLength: 4 }), (events, cuts) => {
        const rows = new Map([1, 2, 3, 4].map((id) => [person(id), row([])]));
        /** Reads that begin where one of the cuts is, or at the beginning, each put over those before it. */
        const readInParts = (all: StoredEntry[]): StoredEntry[] => {
          let kept: StoredEntry[] = [];
          for (const hours of [24 * 90, ...cuts]) {
            const page = all.filter(({ at }) => at >= hoursAgo(hours));
            kept = keptEntries([...page, ...page.slice(0, 3), ...kept], SINCE);
          }
          return kept;
        };
        const of = (id: number, ...from: string[]) =>
          events.filter((event) => event.person === id && from.includes(event.from));
        for (const [id, { parts }] of rows) {
          const own = of(id, 'own', 'both').map((event) => entry(`s${event.id}`, event.hours));
          const logged = of(id, 'logged', 'both', 'foreign').map((event) => {
            const instance = event.from === 'foreign' ? 'other' : 'prod';
            return entry(`g${event.id}`, event.hours, { eventId: `${instance}/s${event.id}` });
          });
          const native = of(id, 'native').map((event) => entry(`g${event.id}`, event.hours));
          parts.logged = part(readInParts(logged));
          parts.sales = part(readInParts(native));
          // An intake that was repeated after a crash.
          rows.set(id, { own: [...own, ...own.slice(0, 2)], parts });
        }
        const merged = mergeRows(rows, OPTIONS);
        const shown = merged.weeks.flatMap(({ entries }) => entries);
        const numbers = shown.map(({ title }) => Number(title?.slice(1)));
        expect(numbers.toSorted((a, b) => a - b)).toEqual(events.map(({ id }) => id).sort((a, b) => a - b));
        const times = shown.map(({ at }) => at.getTime());
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        expect(merged).toMatchObject({ rowsShown: events.length, more: 0 });
        for (const { from, entries } of merged.weeks) {
          for (const { at } of entries) {
            const start = Date.parse(`${from}T00:00:00Z`);
            expect(at.getTime() >= start && at.getTime() < start + 7 * 24 * HOUR_MS).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
