import type { MarketoId } from '../../model/ids.ts';

interface Group {
  ids: Set<MarketoId>;
  stored: Promise<void>;
}

/** Who comes while one write is under way shares the next one: many pushes cost few writes, and none waits for others. */
export class Gathered {
  private readonly write: (ids: readonly MarketoId[]) => Promise<void>;
  private running: Promise<void> | null = null;
  private next: Group | null = null;

  constructor(write: (ids: readonly MarketoId[]) => Promise<void>) {
    this.write = write;
  }

  /** How many wait for their write. */
  get size(): number {
    return this.next?.ids.size ?? 0;
  }

  /** Resolves when they are written. */
  add(ids: readonly MarketoId[]): Promise<void> {
    this.next ??= this.group();
    for (const id of ids) this.next.ids.add(id);
    return this.next.stored;
  }

  private group(): Group {
    const ids = new Set<MarketoId>();
    const before = this.running ?? Promise.resolve();
    const stored = before
      .catch(() => {})
      .then(() => {
        this.next = null;
        return this.write([...ids]);
      });
    this.running = stored;
    return { ids, stored };
  }
}
