import type { TaskDeps, TaskSalesforce } from '../../../../activities/tasks/deps.ts';

/** What is left of a worker that was killed: nothing of it goes on. */
export class Killed extends Error {}

/** Kills a worker with its n-th call to Salesforce or write to MongoDB: before it, or right after. */
export class Fuse {
  #left = Number.POSITIVE_INFINITY;
  #isAfter = false;
  #isDead = false;

  light(calls: number, isAfter: boolean): void {
    this.#left = calls;
    this.#isAfter = isAfter;
    this.#isDead = false;
  }

  /** Another worker takes over. */
  out(): void {
    this.#left = Number.POSITIVE_INFINITY;
    this.#isDead = false;
  }

  async run<T>(work: () => PromiseLike<T>): Promise<T> {
    if (this.#isDead) throw new Killed();
    this.#left -= 1;
    const isNow = this.#left < 0;
    if (isNow) this.#isDead = true;
    if (isNow && !this.#isAfter) throw new Killed();
    const result = await work();
    if (isNow || this.#isDead) throw new Killed();
    return result;
  }

  /** The same with the fuse in every call that reaches out. */
  protect(deps: TaskDeps, salesforce: TaskSalesforce): TaskDeps {
    const { store } = deps;
    const { tasks } = store;
    const one: TaskSalesforce = {
      ...salesforce,
      upsert: (...given) => this.run(() => salesforce.upsert(...given)),
      update: (...given) => this.run(() => salesforce.update(...given)),
      remove: (...given) => this.run(() => salesforce.remove(...given)),
      deleted: (...given) => this.run(() => salesforce.deleted(...given)),
    };
    const other: typeof tasks = {
      ...tasks,
      change: (steps) => this.run(() => tasks.change(steps)),
      adopt: (adopted) => this.run(() => tasks.adopt(adopted)),
      movePosition: (...given) => this.run(() => tasks.movePosition(...given)),
    };
    return { ...deps, salesforce: one, store: { ...store, tasks: other } };
  }
}
