import { adoptedTaskId, type TaskId } from '../../../../model/task/id.ts';
import type { TaskField } from '../../../../model/task/task.ts';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import type { Row } from '../../../simulators/salesforce/harness.ts';
import { INSTANCE, KEY, openTasks, type TaskRig } from '../rig.ts';
import { Fuse, Killed } from './fuse.ts';

/** Fields whose last writer is judged; the status has rules of its own. */
export const JUDGED = ['priority', 'due', 'details'] as const satisfies readonly TaskField[];
export type Judged = (typeof JUDGED)[number];

/** The fewer there are, the more meets on one. */
const MOST = 4;

interface Edit {
  side: 'here' | 'there';
  /** As both sides would have it. */
  value: string | null;
  /** By Salesforce's clock. */
  at: number;
  /** There and back: a value that it had before, which nobody can tell from one that never changed. */
  isBack: boolean;
}

/** One reminder, wherever it was made. */
export interface Thing {
  id: TaskId;
  /** Null as long as nobody made it there. */
  there: string | null;
  edits: Record<Judged, Edit[]>;
  /** Values that each field has had there. */
  hadThere: Record<Judged, Set<string | null>>;
  /** When anybody there changed anything of it last: Salesforce tells no more of when a field was changed. */
  touchedThere: number;
  /** Whether it was deleted, on either side, and whether it ever came back. */
  fate: { deleted: boolean; back: boolean };
}

/** Both sides with what people have done to them. */
export class World {
  readonly things: Thing[] = [];
  readonly log: string[] = [];
  readonly rig: TaskRig;
  readonly #fuse = new Fuse();
  readonly #skewMs: number;
  #isOn: boolean[];

  private constructor(rig: TaskRig, skewMs: number) {
    this.rig = rig;
    this.#skewMs = skewMs;
    this.#isOn = rig.sellers.map(() => true);
  }

  /** `skewMs`: Salesforce's clock less ours. */
  static async open(skewMs: number): Promise<World> {
    const rig = await openTasks({ sellers: 2 });
    await rig.simulator.control('PUT', '/clock', { offsetMs: skewMs });
    const world = new World(rig, skewMs);
    await world.restart();
    await world.createHere(0);
    await world.createThere(1, 0);
    await world.turn();
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
    if (this.things.length >= MOST) return;
    const { email } = this.#seller(seller);
    const id = await this.rig.create({ name: `made here ${this.things.length}` }, { seller: email });
    this.things.push(newThing(id, null));
  }

  async createThere(seller: number, lateMs: number): Promise<void> {
    if (this.things.length >= MOST) return;
    const { userId } = this.#seller(seller);
    const values = { Subject: `made there ${this.things.length}`, OwnerId: userId };
    const there = await this.rig.createThere(values, lateMs === 0 ? {} : { lateMs });
    const id = adoptedTaskId(there, INSTANCE);
    this.things.push(newThing(id, there));
  }

  async editHere(thing: Thing, field: Judged, value: string | null): Promise<boolean> {
    const task = await this.rig.store.tasks.get(thing.id);
    if (task === null || task.deleted !== null || task[field] === value) return false;
    await this.rig.edit(thing.id, { [field]: value });
    thing.edits[field].push({ side: 'here', value, at: this.#now(), isBack: false });
    return true;
  }

  /** `values`: of the org's Task; what is told in our words, if anything is. */
  async editThere(
    thing: Thing,
    values: Record<string, string | null>,
    told?: [Judged, string | null],
  ): Promise<boolean> {
    const row = await this.#rowOf(thing);
    if (row === null || row.IsDeleted === true) return false;
    if (Object.entries(values).every(([name, value]) => (row[name] ?? null) === value)) return false;
    await this.rig.editThere(String(row.Id), values);
    thing.touchedThere = this.#now();
    if (told !== undefined) {
      const [field, value] = told;
      const isBack = thing.hadThere[field].has(value);
      thing.edits[field].push({ side: 'there', value, at: this.#now(), isBack });
      thing.hadThere[field].add(value);
    }
    return true;
  }

  async removeHere(thing: Thing): Promise<void> {
    const task = await this.rig.store.tasks.get(thing.id);
    if (task === null || task.deleted !== null) return;
    await this.rig.remove(thing.id);
    thing.fate.deleted = true;
  }

  async removeThere(thing: Thing): Promise<void> {
    const row = await this.#rowOf(thing);
    if (row === null || row.IsDeleted === true) return;
    await this.rig.removeThere(String(row.Id));
    thing.fate.deleted = true;
  }

  async undelete(thing: Thing): Promise<void> {
    const row = await this.#rowOf(thing);
    if (row?.IsDeleted !== true) return;
    await this.rig.undelete(String(row.Id));
    thing.fate.back = true;
    thing.touchedThere = this.#now();
  }

  /** Not of one whose making nobody here knows of yet: gone for good, nothing could tell that it was made. */
  async purge(thing: Thing): Promise<void> {
    const row = await this.#rowOf(thing);
    const task = await this.rig.store.tasks.get(thing.id);
    const isKnown = thing.there !== null || task?.salesforce.taskId !== null;
    if (row?.IsDeleted === true && isKnown) await this.rig.purge(String(row.Id));
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
  }

  /** Its Task in the org, the living one of two. */
  async #rowOf(thing: Thing): Promise<Row | null> {
    const rows = await this.rig.rows();
    if (thing.there !== null) return rows.find(({ Id }) => Id === thing.there) ?? null;
    const { key } = (await this.rig.task(thing.id)).salesforce;
    const mine = rows.filter((row) => row[KEY] === key);
    return mine.find(({ IsDeleted }) => IsDeleted !== true) ?? mine[0] ?? null;
  }

  /** Salesforce's. */
  #now(): number {
    return this.rig.clock.ms + this.#skewMs;
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

function newThing(id: TaskId, there: string | null): Thing {
  const edits = { priority: [], due: [], details: [] };
  // Until somebody changes them.
  const hadThere = { priority: new Set(['normal']), due: new Set([null]), details: new Set([null]) };
  return { id, there, edits, hadThere, touchedThere: 0, fate: { deleted: false, back: false } };
}
