import type { Origin } from '../../lib/population/base.ts';
import { CustomTypes } from '../custom/registry.ts';
import type { FaultEngine } from '../faults/engine.ts';
import { PersonBook } from '../people/book.ts';
import { Lookup } from '../people/lookup.ts';
import type { Switches } from '../switches.ts';
import { type Effects, forgetful, type Journal, openJournal } from './journal.ts';
import { ActivityLog } from './log.ts';
import type { Row } from './rows.ts';

/** A row before it has an id and its lateness, and (custom activities aside, which bring one) a date. */
export type Draft = Omit<Row, 'id' | 'at' | 'visibleAt'> & {
  readonly at?: number;
  /** Visible so much later than added. */
  readonly delayMs?: number;
};

export interface SmartList {
  readonly name: string;
  readonly members: ReadonlySet<number> | 'everybody';
}

/** Everything one instance remembers, and the single door through which it changes: `commit`. */
export class InstanceState {
  readonly origin: Origin;
  readonly book: PersonBook;
  readonly lookup: Lookup;
  readonly log: ActivityLog;
  readonly lists = new Map<number, ReadonlySet<number>>();
  /** Names of the static lists that were given one. */
  readonly listNames = new Map<number, string>();
  readonly smartLists = new Map<number, SmartList>([[1, { name: 'All People', members: 'everybody' }]]);
  readonly customTypes = new CustomTypes();
  /** Addresses in lower case whose status was ever changed, or that an opted-out person has left. */
  readonly optOuts = new Map<string, boolean>();
  /** Called before each mutation, while everything is still as it was. */
  readonly beforeCommit: (() => void)[] = [];
  /** Called after each mutation with its rows, also those that can't be read yet. */
  readonly afterCommit: ((rows: readonly Row[]) => void)[] = [];
  /** Which start of a persisted instance this is, from 1; 0 without a persist file. */
  readonly run: number;
  readonly faults: FaultEngine;
  switches: Switches;
  readonly now: () => number;
  readonly #journal: Journal;
  /** Mutations so far: seeds the next unseeded `random`. */
  commits = 0;
  /** Calls for random changes: one that changes nothing must not be drawn again for ever. */
  randomRounds = 0;

  constructor(origin: Origin, o: { faults: FaultEngine; switches: Switches; now: () => number; persistFile?: string }) {
    const opened = o.persistFile === undefined ? undefined : openJournal(o.persistFile, origin);
    this.origin = { ...origin, epoch: opened?.epoch ?? origin.epoch };
    this.run = opened?.run ?? 0;
    this.book = new PersonBook(this.origin);
    this.lookup = new Lookup(this.book);
    this.log = new ActivityLog(this.book.base);
    this.faults = o.faults;
    this.switches = o.switches;
    this.now = o.now;
    this.#journal = opened?.journal ?? forgetful;
    for (const effects of opened?.effects ?? []) this.#apply(effects);
  }

  /** Applies and persists one mutation; its rows get ids, dates and lateness here, and are returned. */
  commit(effects: Omit<Effects, 'rows' | 'at'> & { drafts?: readonly Draft[] }): readonly Row[] {
    this.releaseDue();
    for (const listener of this.beforeCommit) listener();
    const { drafts = [], ...rest } = effects;
    const at = Math.floor(this.now() / 1000) * 1000;
    const rows = drafts.map(({ delayMs = 0, ...draft }) => {
      const late = Math.max(delayMs, this.faults.lateMs(draft.type) ?? 0);
      return { at, ...draft, id: this.log.takeId(), visibleAt: late === 0 ? undefined : this.now() + late };
    });
    this.#write({ ...rest, rows, ...(effects.put === undefined ? {} : { at }) });
    for (const listener of this.afterCommit) listener(rows);
    return rows;
  }

  /** Lets late rows whose time has come into the log. Called before every look at it. */
  releaseDue(): void {
    const released = this.log.due(this.now());
    if (released.length > 0) this.#write({ released });
  }

  close(): void {
    this.#journal.close();
  }

  #write(effects: Effects): void {
    this.#apply(effects);
    this.#journal.write(effects);
  }

  #apply({
    put = [],
    gone = [],
    rows = [],
    released = [],
    lists = [],
    smartLists = [],
    types = [],
    optOuts = [],
    at,
  }: Effects): void {
    this.commits++;
    for (const [id, values] of put) this.book.put(id, values, at);
    for (const [id, winner] of gone) this.book.remove(id, winner);
    for (const [address, optedOut] of optOuts) this.optOuts.set(address, optedOut);
    for (const type of types) this.customTypes.put(type);
    for (const row of rows) {
      this.customTypes.use(row.type);
      this.log.add(row);
    }
    for (const id of released) this.log.release(id);
    for (const [id, members, name] of lists) {
      this.lists.set(id, new Set(members));
      if (name !== undefined) this.listNames.set(id, name);
    }
    for (const [id, name, members] of smartLists)
      this.smartLists.set(id, { name, members: members === 'everybody' ? members : new Set(members) });
  }
}
