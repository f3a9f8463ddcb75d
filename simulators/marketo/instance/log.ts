import type { BasePeople } from '../../lib/population/base.ts';
import { type Row, TYPE } from './rows.ts';

/** Where a reader stands: only rows dated after `since`, and past the last row it was shown. */
export interface Cursor {
  /** ms since epoch. */
  readonly since: number;
  /** Rows (base New Lead records first) already passed, in the order of the log. */
  readonly position: number;
  /** Date order only: ms of the last row passed. */
  readonly date: number;
}

/** One stretch of the log. */
export interface Scan {
  readonly rows: readonly Row[];
  /** Cursor after each row of `rows`. */
  readonly cursors: readonly Cursor[];
  readonly next: Cursor;
  readonly more: boolean;
}

export interface Wanted {
  readonly types: ReadonlySet<number>;
  readonly take: (row: Row) => boolean;
  readonly limit: number;
}

// Rows looked at for one page; a sparse query beyond it answers an empty page with moreResult (5.3 rule 2).
const SCAN_CAP = 50_000;

function isAfter(a: Row | undefined, b: Row): boolean {
  return a !== undefined && (a.at > b.at || (a.at === b.at && a.id > b.id));
}

/** The instance's activity log: derived New Lead rows of the base people, then live rows in commit order. */
export class ActivityLog {
  readonly #base: BasePeople;
  readonly #live: Row[] = [];
  /** Greatest date among live rows 0..i: finds where a date token starts although late rows break the order. */
  readonly #latest: number[] = [];
  /** Live rows by (date, id). */
  readonly #byDate: Row[] = [];
  readonly #pending = new Map<number, Row>();
  #nextId: number;

  constructor(base: BasePeople) {
    this.#base = base;
    this.#nextId = base.ids.size + 1;
  }

  /** Records visible so far: the base people's, then the others in commit order. */
  get size(): number {
    return this.#base.ids.size + this.#live.length;
  }

  /** The record at a position below `size`; it stays there. */
  at(position: number): Row | undefined {
    const baseSize = this.#base.ids.size;
    return position < baseSize ? this.#baseRow(position) : this.#live[position - baseSize];
  }

  /** All records but the base people's, those held back too. */
  *everyLive(): Generator<{ row: Row; isVisible: boolean }> {
    for (const row of this.#live) yield { row, isVisible: true };
    for (const row of this.#pending.values()) yield { row, isVisible: false };
  }

  /** Reserves the next row id. */
  takeId(): number {
    return this.#nextId++;
  }

  /** Commits a row, or holds it back until its `visibleAt`. */
  add(row: Row): void {
    this.#nextId = Math.max(this.#nextId, row.id + 1);
    if (row.visibleAt !== undefined) this.#pending.set(row.id, row);
    else this.#commit(row);
  }

  /** Commits one row held back, by id (replay of a persisted instance). */
  release(id: number): void {
    const row = this.#pending.get(id);
    if (row === undefined) return;
    this.#pending.delete(id);
    this.#commit(row);
  }

  /** Ids of rows held back whose time has come, in the order they become visible. */
  due(now: number): number[] {
    return [...this.#pending.values()]
      .filter((row) => (row.visibleAt ?? 0) <= now)
      .sort((a, b) => (a.visibleAt ?? 0) - (b.visibleAt ?? 0) || a.id - b.id)
      .map((row) => row.id);
  }

  #commit(row: Row): void {
    this.#live.push(row);
    this.#latest.push(Math.max(row.at, this.#latest.at(-1) ?? 0));
    // Custom activities may lie years back, so the place is searched for by halves.
    let low = isAfter(this.#byDate.at(-1), row) ? 0 : this.#byDate.length;
    let high = this.#byDate.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.#byDate[middle], row)) high = middle;
      else low = middle + 1;
    }
    this.#byDate.splice(low, 0, row);
  }

  /** Cursor of a date token: everything dated after the moment. */
  startAt(since: number): Cursor {
    const index = this.#base.firstAfter(since);
    if (index < this.#base.ids.size) return { since, position: index, date: since };
    let low = 0;
    let high = this.#live.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#latest[middle] ?? 0) > since) high = middle;
      else low = middle + 1;
    }
    return { since, position: this.#base.ids.size + low, date: since };
  }

  /** Next wanted rows from a cursor, in commit order or in date order (14.2). */
  scan(from: Cursor, wanted: Wanted, order: 'commit' | 'date'): Scan {
    const baseSize = this.#base.ids.size;
    const live = order === 'commit' ? this.#live : this.#byDate;
    const total = baseSize + live.length;
    let position = from.position;
    if (order === 'date' && position >= baseSize) position = baseSize + this.#firstByDate(from);
    // Base rows are all New Lead: without that type there is nothing to look at.
    if (position < baseSize && !wanted.types.has(TYPE.newLead)) position = baseSize;
    const rows: Row[] = [];
    const cursors: Cursor[] = [];
    let date = from.date;
    let looked = 0;
    while (position < total && rows.length < wanted.limit && looked < SCAN_CAP) {
      const row = position < baseSize ? this.#baseRow(position) : live[position - baseSize];
      position++;
      looked++;
      if (row === undefined) break;
      if (position > baseSize) date = row.at;
      if (row.at <= from.since || !wanted.types.has(row.type) || !wanted.take(row)) continue;
      rows.push(row);
      cursors.push(this.#cursor(from.since, position, date, order, row));
    }
    const last = position > baseSize && order === 'date' ? live[position - baseSize - 1] : undefined;
    return { rows, cursors, next: this.#cursor(from.since, position, date, order, last), more: position < total };
  }

  #cursor(since: number, position: number, date: number, order: 'commit' | 'date', row: Row | undefined): Cursor {
    const baseSize = this.#base.ids.size;
    // A position in date order shifts when a late row is put in, so the row's own id keeps the place.
    if (order === 'date' && position > baseSize && row !== undefined)
      return { since, position: baseSize + row.id, date };
    return { since, position, date };
  }

  #firstByDate(from: Cursor): number {
    const baseSize = this.#base.ids.size;
    const afterId = from.position - baseSize;
    let low = 0;
    let high = this.#byDate.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#byDate[middle];
      const beyond =
        row === undefined || row.at > from.date || (row.at === from.date && row.id > afterId && afterId > 0);
      if (beyond) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #baseRow(index: number): Row {
    const leadId = this.#base.ids.at(index);
    return { id: index + 1, leadId, type: TYPE.newLead, at: this.#base.createdAt(index), primaryId: leadId };
  }
}
