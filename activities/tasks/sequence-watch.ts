import { restored } from '../../model/errors/restored.ts';
import type { TaskDeps } from './deps.ts';

/** Counts the calls that write. */
const SENT = 'sent';

/** The flow's committed sequence, which only grows: a database that knows less than was seen before was put back. */
export class SequenceWatch {
  readonly #store: Pick<TaskDeps['store'], 'tasks' | 'serverTime'>;
  readonly #tell: (sequence: number) => void;
  #highest: number;

  constructor(
    store: Pick<TaskDeps['store'], 'tasks' | 'serverTime'>,
    { remembered, onSequence }: { remembered: number; onSequence: (sequence: number) => void },
  ) {
    this.#store = store;
    this.#tell = onSequence;
    this.#highest = remembered;
  }

  /** @throws AppError `store.restored`: also when it was put back while the turn lasts */
  look(): Promise<number> {
    return this.#lookFrom(this.#highest);
  }

  /** Before each call that writes. @throws AppError `store.restored` */
  async countCall(): Promise<void> {
    const { tasks, serverTime } = this.#store;
    const before = await tasks.position(SENT);
    await tasks.movePosition(SENT, before, { watermark: await serverTime(), detail: '' });
    // Where another turn was faster, it has counted.
    await this.#lookFrom(this.#highest + 1);
  }

  async #lookFrom(least: number): Promise<number> {
    const known = await this.#store.tasks.sequence();
    if (known < least) throw restored(this.#highest);
    this.#highest = known;
    this.#tell(known);
    return known;
  }
}
