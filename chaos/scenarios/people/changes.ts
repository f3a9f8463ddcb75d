import { z } from 'zod';
import type { ActionOf, PeopleAction } from '../../plan/actions.ts';
import { ControlRefused } from '../../rig/control.ts';
import type { Performers } from '../../rig/perform.ts';
import type { Simulator, TruthPerson } from '../../rig/simulator.ts';

type Mass = ActionOf<'mass'>;

const done = z.array(z.unknown());

/** How one person of a mass is changed; `other` is somebody else who is there. */
const MASSES: Record<
  Mass['what'],
  (simulator: Simulator, person: TruthPerson, other: TruthPerson) => Promise<unknown>
> = {
  titles: (simulator, { id }, other) => simulator.control('PATCH', `/people/${id}`, { title: `As ${other.id}` }),
  owners: (simulator, { id }, other) => simulator.control('PATCH', `/people/${id}`, { sfdcLeadOwnerId: other.ownerId }),
  departures: (simulator, { id }) => simulator.control('PATCH', `/people/${id}`, { sfdcLeadOwnerId: null }),
  deletions: (simulator, { id }) => simulator.control('DELETE', `/people/${id}`),
};

/** Changes made in Marketo, and when: how many of them the sync may not know yet is told by its own watermark. */
export class Changes {
  readonly performers: Performers<PeopleAction>;
  made = 0;
  private readonly simulator: Simulator;
  private readonly log: { at: number; count: number }[] = [];

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.performers = {
      changes: async ({ count, seed }) => {
        const answer = done.parse(await simulator.control('POST', '/random', { count, seed }));
        this.note(answer.length);
      },
      mass: (action) => this.mass(action),
    };
  }

  /** Made since the feeds were last known to be read to their end. */
  openSince(caughtUpAt: Date | null): number {
    const since = caughtUpAt?.getTime() ?? 0;
    return this.log.filter(({ at }) => at >= since).reduce((sum, { count }) => sum + count, 0);
  }

  /** Neighbours by id, so that they share pages and ranges. */
  private async mass({ what, count, from }: Mass): Promise<void> {
    const people: TruthPerson[] = [];
    for await (const person of this.simulator.truth(['id'], { owned: true })) people.push(person);
    const first = from % Math.max(1, people.length - count);
    let changed = 0;
    for (const [index, person] of people.slice(first, first + count).entries()) {
      const other = people[(first + count + index) % people.length] ?? person;
      if (await isDone(MASSES[what](this.simulator, person, other))) changed += 1;
    }
    this.note(changed);
  }

  private note(count: number): void {
    this.made += count;
    this.log.push({ at: Date.now(), count });
  }
}

/** Somebody else's deletion may come first. */
async function isDone(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ControlRefused && error.status === 409) return false;
    throw error;
  }
}
