import { sfdcId18 } from '../records/ids.ts';
import type { AccessLevel, SchemaChange } from './changes.ts';

type Levels = Map<string, AccessLevel>;
type Kind = 'fields' | 'objects' | 'records';
type Change = Extract<SchemaChange, { kind: 'access' }>;

const EVERYBODY = '*';
/** In the place of a user: sees and changes everything. */
export const ADMIN = 'admin';
const KINDS: readonly Kind[] = ['fields', 'objects', 'records'];

/** Who may see and change what: levels of one user before those of everybody; `full` where nothing is said. */
export class Access {
  readonly #levels = new Map<string, Record<Kind, Levels>>();

  change({ user = EVERYBODY, ...given }: Change): void {
    const own = this.#levels.get(user) ?? { fields: new Map(), objects: new Map(), records: new Map() };
    this.#levels.set(user, own);
    for (const kind of KINDS) {
      for (const [name, level] of Object.entries(given[kind] ?? {})) own[kind].set(keyOf(kind, name), level);
    }
  }

  level(user: string, kind: Kind, name: string): AccessLevel {
    if (user === ADMIN) return 'full';
    const key = keyOf(kind, name);
    const of = (who: string): AccessLevel | undefined => this.#levels.get(who)?.[kind].get(key);
    return of(user) ?? of(EVERYBODY) ?? 'full';
  }

  /** Whether a user may miss records at all: without any rule no record is looked up. */
  limitsRecords(user: string): boolean {
    return [user, EVERYBODY].some((who) => (this.#levels.get(who)?.records.size ?? 0) > 0);
  }
}

const keyOf = (kind: Kind, name: string): string =>
  kind === 'records' ? (sfdcId18(name) ?? name) : name.toLowerCase();
