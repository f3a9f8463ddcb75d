import { Sessions } from '../auth/sessions.ts';
import { FaultEngine } from '../faults/engine.ts';
import type { CheckedRule } from '../faults/schema.ts';
import type { ClientOption } from '../options.ts';
import { Ids } from '../records/ids.ts';
import type { Effects } from '../records/persist.ts';
import { Store } from '../records/store.ts';
import { Access } from '../schema/access.ts';
import type { Flow, SchemaChange, ValidationRule } from '../schema/changes.ts';
import { OrgSchema, SchemaError } from '../schema/org-schema.ts';
import { SchemaView } from '../schema/view.ts';
import type { SoqlRow } from '../soql/index.ts';
import { changeSwitches, type Switches } from '../switches.ts';
import { Concurrency } from './concurrency.ts';
import { Cursors } from './cursors.ts';
import { Deletions } from './deletions.ts';
import { Later } from './later.ts';
import { DailyLimit } from './limits.ts';
import { RowLocks } from './locks.ts';
import { Reminders } from './reminders.ts';
import { UserRows } from './rows.ts';
import { INTEGRATION_USER_ID, integrationUsername, setUp } from './setup.ts';
import { Statistics } from './statistics.ts';
import { makeTables, type OriginOptions } from './tables.ts';

/** An app as the org knows it. */
export interface OrgClient {
  readonly clientId: string;
  readonly clientSecret: string;
  publicKey: string | undefined;
  runAs: string;
}

/** What a code of the web-server flow was made with. */
export interface Code {
  readonly userId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | null;
}

export interface OrgOptions {
  /** From 1. */
  readonly number: number;
  readonly origin: OriginOptions;
  readonly clients: readonly ClientOption[];
  readonly switches: Switches;
  readonly faults: readonly CheckedRule[];
  readonly dailyLimit: number;
  readonly limitsOn: boolean;
  readonly clock: () => number;
  /** What each commit is told to. */
  readonly write: (effects: Effects) => void;
  /** What earlier runs did. */
  readonly effects: readonly Effects[];
}

/** One simulated org: its schema, records, users, sessions and limits. */
export class Org {
  readonly number: number;
  readonly id: string;
  readonly password = 'simulated-password';
  readonly schema = new OrgSchema();
  readonly access = new Access();
  readonly rules = new Map<string, readonly ValidationRule[]>();
  readonly flows = new Map<string, readonly Flow[]>();
  readonly store: Store;
  readonly sessions: Sessions;
  readonly limit: DailyLimit;
  readonly locks: RowLocks;
  readonly concurrency = new Concurrency();
  readonly cursors: Cursors;
  readonly faults: FaultEngine;
  readonly statistics = new Statistics();
  readonly deletions: Deletions;
  readonly reminders: Reminders;
  /** Records that will be visible later. */
  readonly later: Later;
  readonly clients: OrgClient[];
  readonly integrationUserId = INTEGRATION_USER_ID;
  switches: Switches;
  #offsetMs = 0;
  readonly #clock: () => number;
  readonly #epoch: number;
  #write: (effects: Effects) => void;
  readonly #views = new Map<string, SchemaView>();
  readonly #codes = new Map<string, Code>();

  constructor(o: OrgOptions) {
    this.number = o.number;
    this.id = new Ids('00D').of(o.number);
    this.#clock = o.clock;
    this.#write = o.write;
    this.switches = o.switches;
    const now = (): number => this.now();
    this.limit = new DailyLimit(o.dailyLimit, o.limitsOn, now);
    this.locks = new RowLocks(now);
    this.cursors = new Cursors(now);
    this.sessions = new Sessions(this.id, `${o.origin.seed}/${o.number}`, now);
    this.faults = new FaultEngine(o.faults, o.origin.seed);
    this.deletions = new Deletions(now);
    this.reminders = new Reminders();
    this.later = new Later();
    this.clients = o.clients.map(({ clientId, clientSecret, publicKey, runAs }) => ({
      clientId,
      clientSecret,
      publicKey,
      runAs: runAs ?? integrationUsername(o.number),
    }));
    this.store = new Store(makeTables(this.schema, o.origin), {
      committed: (puts, outcomes) => {
        for (const { object, outcome } of outcomes) this.statistics.wrote(object, outcome);
        for (const put of puts) this.#noted(put);
        this.#write({ org: this.number, puts });
      },
    });
    this.#epoch = o.origin.epoch;
    this.#setUp();
    for (const { puts = [], schema, reset } of o.effects) {
      if (reset === true) this.#clear();
      if (schema !== undefined) this.#apply(schema);
      this.store.replay(puts);
      for (const put of puts) this.#noted(put);
    }
  }

  /** Takes back every change of records since the org began; schema, sessions and limits stay. */
  reset(): void {
    this.#clear();
    this.#write({ org: this.number, reset: true });
  }

  /** The server's time, ms since epoch. */
  now(): number {
    return this.#clock() + this.#offsetMs;
  }

  /** The server's time in whole seconds, the grain of stamps. */
  second(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }

  /** Moves the server's time against its clock. */
  setClockOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  setSwitches(given: unknown): Switches {
    this.switches = changeSwitches(this.switches, given);
    return this.switches;
  }

  /** A user by its username, without regard to case. */
  userByName(username: string): SoqlRow | undefined {
    const table = this.store.table('User');
    const [number] = table.find('Username', [username]) ?? [];
    return number === undefined ? undefined : table.get(number);
  }

  user(id: string): SoqlRow | undefined {
    return this.store.byId('User', id);
  }

  /** The schema as a user sees it. */
  viewFor(userId: string): SchemaView {
    let view = this.#views.get(userId);
    if (view === undefined) {
      view = new SchemaView(this.schema, this.access, userId);
      this.#views.set(userId, view);
    }
    return view;
  }

  rowsFor(userId: string): UserRows {
    return new UserRows(this.store, this.access, userId);
  }

  /** What an admin does to anything but records. Throws SchemaError. */
  change(change: SchemaChange): void {
    this.#apply(change);
    this.#write({ org: this.number, schema: change });
  }

  /** Lets happen what is due by now: late commits, reminders. Called before every look at the records. */
  advance(): void {
    this.later.release(this.now(), this.store);
    this.reminders.fire(this.store, this.now(), this.switches.reminderMovesStamps ? this.second() : undefined);
  }

  /** A code of the web-server flow for a user; `challenge` is PKCE's (S256). */
  makeCode(userId: string, clientId: string, redirectUri: string, challenge: string | null): string {
    const code = `aPrx${this.#codes.size + 1}.${Math.floor(this.now()).toString(36)}`;
    this.#codes.set(code, { userId, clientId, redirectUri, challenge });
    return code;
  }

  /** What a code was made with; it works once, whatever becomes of the request. */
  takeCode(code: string, clientId: string): Code | undefined {
    const found = this.#codes.get(code);
    if (found?.clientId !== clientId) return undefined;
    this.#codes.delete(code);
    return found;
  }

  #clear(): void {
    for (const table of this.store.tables) table.reset();
    this.cursors.clear();
    this.deletions.clear();
    this.reminders.clear();
    this.later.clear();
    this.#setUp();
  }

  /** Puts what every start makes anew, and so need not be kept. */
  #setUp(): void {
    const write = this.#write;
    this.#write = () => {};
    setUp(this.store, { orgNumber: this.number, orgId: this.id, epoch: this.#epoch });
    this.#write = write;
  }

  #noted([object, number, values]: readonly [string, number, Readonly<Record<string, unknown>> | null]): void {
    this.deletions.noted(object, this.store.table(object).ids.of(number), values);
    if (object === 'Task') this.reminders.noted(number, values);
  }

  #apply(change: SchemaChange): void {
    this.#views.clear();
    switch (change.kind) {
      case 'field': {
        const { name, externalId, unique, caseSensitive } = this.schema.putField(change.object, change.field);
        const object = this.#objectName(change.object);
        if (externalId || unique) this.store.table(object).index(name, caseSensitive);
        return;
      }
      case 'dropField':
        this.schema.dropField(change.object, change.field);
        return;
      case 'picklist':
        this.schema.setPicklist(
          change.object,
          change.field,
          change.values.map((value) => ({ ...value, label: value.label ?? value.value })),
        );
        return;
      case 'required':
        this.schema.setRequired(change.object, change.field, change.required);
        return;
      case 'rules':
        this.rules.set(this.#objectName(change.object), change.rules);
        return;
      case 'flows':
        this.flows.set(this.#objectName(change.object), change.flows);
        return;
      case 'access':
        this.access.change(change);
    }
  }

  #objectName(name: string): string {
    const found = this.schema.object(name);
    if (found?.keyPrefix === undefined)
      throw new SchemaError(`no object '${name}'`, 'see GET /services/data/vNN.0/sobjects');
    return found.name;
  }
}
