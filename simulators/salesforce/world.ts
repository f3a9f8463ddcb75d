import type { CheckedOptions, ClientOption } from './options.ts';
import { type JournalEntry, RequestJournal } from './org/journal.ts';
import { Org } from './org/org.ts';
import { openPersistence, type Persistence } from './records/persist.ts';

/** Clients of the orgs beyond the first. */
const clientsOf = (number: number): ClientOption[] => [
  { clientId: `simulated-client-${number}`, clientSecret: `simulated-secret-${number}` },
];

/** Everything one server stands for: its orgs, the requests it got, and where it is reached. */
export class World {
  readonly orgs: readonly Org[];
  readonly journal = new RequestJournal();
  readonly latencyMs: number;
  loginUrl = '';
  instanceUrl = '';
  readonly #persistence: Persistence;

  constructor(o: CheckedOptions) {
    const { people, ownedShare, taskShare, seed, orgs, clock } = o;
    const epoch = Math.floor(clock() / 1000) * 1000;
    this.#persistence = openPersistence(o.persistFile, { people, ownedShare, taskShare, seed, orgs, epoch });
    this.latencyMs = o.latencyMs;
    this.orgs = Array.from({ length: orgs }, (_, i) => {
      const number = i + 1;
      return new Org({
        number,
        origin: { people, ownedShare, taskShare, seed: seed + i, epoch: this.#persistence.epoch },
        clients: number === 1 ? o.clients : clientsOf(number),
        switches: o.switches,
        faults: o.faults,
        dailyLimit: o.dailyLimit,
        limitsOn: o.limits === 'on',
        clock,
        write: (effects) => this.#persistence.write(effects),
        effects: this.#persistence.effects.filter(({ org }) => org === number),
      });
    });
  }

  /** The org that the client, session or address belongs to when none is named. */
  get first(): Org {
    const [org] = this.orgs;
    if (org === undefined) throw new Error('a world has one org at least');
    return org;
  }

  orgOfToken(token: string): Org | undefined {
    return this.orgs.find(({ sessions }) => sessions.has(token));
  }

  orgOfId(id: string): Org | undefined {
    return this.orgs.find((org) => org.id === id || org.id.startsWith(id));
  }

  note(entry: Pick<JournalEntry, 'at' | 'method' | 'url'>): JournalEntry {
    return this.journal.begin(entry);
  }

  close(): void {
    this.#persistence.close();
  }
}
