const MINUTE_MS = 60_000;

interface Deletion {
  readonly id: string;
  readonly at: number;
}

/** The delete log that getDeleted reads: deletions by object, until they are purged. */
export class Deletions {
  readonly #log = new Map<string, Map<string, Deletion>>();
  readonly #now: () => number;
  /** Deletions before this are no longer known; undefined while all are. */
  #purgedBefore: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps up with a commit: a record was deleted, undeleted or purged. */
  noted(object: string, id: string, values: Readonly<Record<string, unknown>> | null): void {
    const log = this.#log.get(object) ?? new Map<string, Deletion>();
    this.#log.set(object, log);
    // A purged record stays in the log.
    if (values === null) return;
    const at = values.SystemModstamp;
    if (values.IsDeleted !== true) log.delete(id);
    else if (!log.has(id)) log.set(id, { id, at: typeof at === 'number' ? at : this.#now() });
  }

  /** Forgets deletions older than so long, as the server may under load. */
  purge(olderThanMs: number): void {
    this.#purgedBefore = Math.floor((this.#now() - olderThanMs) / MINUTE_MS) * MINUTE_MS;
    for (const log of this.#log.values()) {
      for (const { id, at } of log.values()) if (at < this.#purgedBefore) log.delete(id);
    }
  }

  clear(): void {
    this.#log.clear();
    this.#purgedBefore = undefined;
  }

  /** Deletions of an object from one moment up to another. */
  between(object: string, from: number, to: number): Deletion[] {
    const log = [...(this.#log.get(object)?.values() ?? [])];
    return log.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
  }

  /** The earliest moment the log still reaches back to. */
  earliest(windowMs: number): number {
    return Math.max(this.#purgedBefore ?? 0, this.#now() - windowMs);
  }
}
