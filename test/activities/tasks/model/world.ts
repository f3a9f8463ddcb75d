import { adoptedTaskId, type TaskId } from '../../../../model/task/id.ts';
import type { TaskField } from '../../../../model/task/task.ts';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import { INSTANCE, KEY, openTasks, type TaskRig } from '../rig.ts';
import { Fuse, Killed } from './fuse.ts';

/** Fields whose last writer is judged; the status has rules of its own. */
export const JUDGED = ['priority', 'due', 'details'] as const satisfies readonly TaskField[];
export type Judged = (typeof JUDGED)[number];

interface Edit {
  side: 'here' | 'there';
  /** As both sides would have it. */
  value: string | null;
  /** How many times both sides had agreed before. */
  epoch: number;
}

/** One reminder, wherever it was made. */
export interface Thing {
  id: TaskId;
  /** Null as long as nobody made it there. */
  there: string | null;
  madeHere: boolean;
  edits: Record<Judged, Edit[]>;
}

/** Both sides with what people have done to them. */
export class World {
  readonly things: Thing[] = [];
  readonly log: string[] = [];
  readonly rig: TaskRig;
  readonly #fuse = new Fuse();
  #isOn: boolean[];
  epoch = 0;

  private constructor(rig: TaskRig) {
    this.rig = rig;
    this.#isOn = rig.sellers.map(() => true);
  }

  /** `skewMs`: Salesforce's clock less ours. */
  static async open(skewMs: number): Promise<World> {
    const rig = await openTasks({ sellers: 2 });
    await rig.simulator.control('PUT', '/clock', { offsetMs: skewMs });
    const world = new World(rig);
    await world.restart();
    return world;
  }

  note(text: string): void {
    this.log.push(text);
  }

  pick(index: number): Thing | undefined {
    return this.things[index % Math.max(1, this.things.length)];
  }

  isOn(seller: number): boolean {
    return this.#isOn[seller] === true;
  }

  async createHere(seller: number): Promise<void> {
    const { email } = this.#seller(seller);
    const id = await this.rig.create({ name: `made here ${this.things.length}` }, { seller: email });
    this.things.push({ id, there: null, madeHere: true, edits: { priority: [], due: [], details: [] } });
  }

  async createThere(seller: number, lateMs: number): Promise<void> {
    const { userId } = this.#seller(seller);
    const values = { Subject: `made there ${this.things.length}`, OwnerId: userId };
    const there = await this.rig.createThere(values, lateMs === 0 ? {} : { lateMs });
    const id = adoptedTaskId(there, INSTANCE);
    this.things.push({ id, there, madeHere: false, edits: { priority: [], due: [], details: [] } });
  }

  async editHere(thing: Thing, field: Judged, value: string | null): Promise<boolean> {
    const task = await this.rig.store.tasks.get(thing.id);
    if (task === null || task.deleted !== null || task[field] === value) return false;
    await this.rig.edit(thing.id, { [field]: value });
    thing.edits[field].push({ side: 'here', value, epoch: this.epoch });
    return true;
  }

  /** `values`: of the org's Task; what is told in our words, if anything is. */
  async editThere(
    thing: Thing,
    values: Record<string, string | null>,
    told?: [Judged, string | null],
  ): Promise<boolean> {
    const there = await this.there(thing);
    const row = there === null ? null : await this.rowOf(there);
    if (there === null || row === null || row.IsDeleted === true) return false;
    if (Object.entries(values).every(([name, value]) => (row[name] ?? null) === value)) return false;
    await this.rig.editThere(there, values);
    if (told !== undefined) thing.edits[told[0]].push({ side: 'there', value: told[1], epoch: this.epoch });
    return true;
  }

  async switchSeller(seller: number): Promise<void> {
    this.#isOn[seller] = !this.isOn(seller);
    await this.rig.store.sellers.setTasks(this.#seller(seller).email, this.isOn(seller), 'test');
  }

  async allOn(): Promise<void> {
    for (const [index] of this.rig.sellers.entries()) if (!this.isOn(index)) await this.switchSeller(index);
  }

  /** Another worker: nothing is remembered but what is stored. */
  async restart(): Promise<void> {
    this.#fuse.out();
    const { deps, store } = this.rig;
    this.rig.deps = this.#fuse.protect({ ...deps, store }, this.rig.connect());
  }

  /** Everybody's changes reach the other side, of those for whom it is on. */
  async quiet(): Promise<void> {
    if (!this.rig.sellers.every((_, index) => this.isOn(index))) return;
    for (const minutes of [3, 12]) {
      this.rig.clock.advance(minutes * 60_000);
      await this.rig.turn();
      await this.rig.turn();
    }
    this.epoch += 1;
  }

  async turn(): Promise<void> {
    await this.rig.turn();
  }

  async turnWith(fault: FaultRule): Promise<void> {
    await this.rig.simulator.faults(fault);
    await this.rig.turn().catch((error: unknown) => this.note(`  failed: ${String(error)}`));
    await this.rig.simulator.faults();
  }

  async killedTurn(calls: number, isAfter: boolean): Promise<void> {
    this.#fuse.light(calls, isAfter);
    await this.rig.turn().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    await this.restart();
  }

  /** Until both sides have had every chance: waits, look-ups, retries, and the daily sweep. */
  async settle(): Promise<void> {
    for (const minutes of [2, 3, 3, 12, 2, 25 * 60, 2]) {
      this.rig.clock.advance(minutes * 60_000 + 1_000);
      await this.rig.turn();
      await this.rig.turn();
    }
    this.epoch += 1;
  }

  /** Salesforce's id of it, if there is one. */
  async there(thing: Thing): Promise<string | null> {
    if (thing.there !== null) return thing.there;
    const task = await this.rig.task(thing.id);
    const rows = (await this.rig.rows()).filter((row) => row[KEY] === task.salesforce.key);
    return rows.length === 0 ? null : String((rows.find(({ IsDeleted }) => IsDeleted !== true) ?? rows[0])?.Id);
  }

  async rowOf(there: string) {
    return (await this.rig.rows()).find(({ Id }) => Id === there) ?? null;
  }

  close(): Promise<void> {
    return this.rig.close();
  }

  #seller(index: number) {
    const seller = this.rig.sellers[index];
    if (seller === undefined) throw new Error(`no seller ${index}`);
    return seller;
  }
}
