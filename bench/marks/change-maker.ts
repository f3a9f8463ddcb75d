import { request } from 'undici';
import { z } from 'zod';
import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { Simulator } from '../rig/simulator.ts';

const truthLine = z.object({ id: z.number(), ownerId: z.string(), sfdcIsDeleted: z.boolean().default(false) });
const created = z.object({ id: z.number() });
type Owned = z.infer<typeof truthLine>;

/** A change that was made in Marketo and is not yet seen in MongoDB. */
export interface OpenChange {
  id: MarketoId;
  kind: 'title' | 'owner' | 'new';
  /** `performance.now` before the change was asked for. */
  madeAt: number;
  hasArrived: (person: PersonDocument | undefined) => boolean;
}

/** Changes people of a simulator, each once: three of five an edited title, one a new owner, one a new person. */
export class ChangeMaker {
  readonly open = new Map<MarketoId, OpenChange>();
  private readonly simulator: Simulator;
  private readonly people: Iterator<Owned>;
  private readonly owners: readonly string[];
  private made = 0;

  private constructor(simulator: Simulator, people: readonly Owned[]) {
    this.simulator = simulator;
    this.people = people.values();
    this.owners = [...new Set(people.map(({ ownerId }) => ownerId))];
  }

  /** @throws when fewer than `count` people are visible */
  static async open(simulator: Simulator, count: number): Promise<ChangeMaker> {
    const answer = await request(`${simulator.controlUrl}/truth?owned=1&fields=sfdcIsDeleted`);
    const lines = (await answer.body.text()).trim().split('\n');
    // Whoever Salesforce deleted is not visible whatever the owner: no change of theirs would be seen.
    const visible = lines.map((line) => truthLine.parse(JSON.parse(line))).filter((line) => !line.sfdcIsDeleted);
    if (visible.length < count) throw new Error(`only ${visible.length} people to change`);
    const step = Math.floor(visible.length / count);
    const people = visible.filter((_, index) => index % step === 0);
    return new ChangeMaker(simulator, people);
  }

  async make(): Promise<void> {
    const kind = this.made % 5;
    this.made += 1;
    const person = this.people.next().value;
    if (person === undefined) throw new Error('no person left to change');
    if (kind === 4) return this.create(person.ownerId);
    return kind === 3 ? this.giveOwner(person) : this.edit(person);
  }

  private async edit({ id }: Owned): Promise<void> {
    const title = `Bench ${this.made}`;
    this.expect({
      id,
      kind: 'title',
      madeAt: performance.now(),
      hasArrived: (person) => person?.marketo?.title === title,
    });
    await this.simulator.control('PATCH', `/people/${id}`, { title });
  }

  private async giveOwner({ id, ownerId }: Owned): Promise<void> {
    const next = this.owners.find((owner) => owner !== ownerId) ?? ownerId;
    this.expect({
      id,
      kind: 'owner',
      madeAt: performance.now(),
      hasArrived: (person) => person?.marketo?.ownerId === next,
    });
    await this.simulator.control('PATCH', `/people/${id}`, { sfdcLeadOwnerId: next });
  }

  private async create(ownerId: string): Promise<void> {
    const madeAt = performance.now();
    const values = { firstName: 'Bench', lastName: String(this.made), sfdcLeadOwnerId: ownerId };
    const { id } = created.parse(await this.simulator.control('POST', '/people', values));
    this.expect({ id, kind: 'new', madeAt, hasArrived: (person) => person?.marketo?.state === 'qualified' });
  }

  private expect({ id, ...change }: Omit<OpenChange, 'id'> & { id: number }): void {
    this.open.set(id as MarketoId, { id: id as MarketoId, ...change });
  }
}
