import type { ExportFile } from './export-file.ts';

/** Four days of a default allowance; what a test with limits off makes beyond it pushes the oldest files out. */
const KEPT_BYTES = 2_000_000_000;

/** Files of completed jobs, oldest first, never more than so many bytes of them. */
export class Kept {
  readonly #files = new Set<ExportFile>();
  readonly #most: number;
  #bytes = 0;

  constructor(most = KEPT_BYTES) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a file, if need be in place of the oldest ones. The newest is kept whatever its size. */
  add(file: ExportFile): void {
    this.#files.add(file);
    this.#bytes += file.stored;
    for (const oldest of this.#files) {
      if (this.#bytes <= this.#most || oldest === file) return;
      this.drop(oldest);
    }
  }

  drop(file: ExportFile): void {
    if (this.#files.delete(file)) this.#bytes -= file.stored;
    file.drop();
  }

  dropAll(): void {
    for (const file of this.#files) this.drop(file);
  }
}
