import { ExportFile } from './export-file.ts';
import type { Source } from './plan.ts';

/** Longest stretch of work between two turns of the event loop. */
const SLICE_MS = 10;
/** Lines between two looks at the time. */
const LINES = 32;
/** Cells of a file written in one go when its job starts: about 20 ms. */
const AT_ONCE_CELLS = 30_000;

/**
 * Writes one file: a small one at once, so that what it holds depends on nothing but the instance's clock; a large one
 * in slices, so that the server goes on answering.
 */
export class Making {
  readonly file: ExportFile | undefined;
  records = 0;
  /** Why the file could not be written. */
  error: string | undefined;
  readonly #lines: Iterator<string> | undefined;
  #finished = false;
  readonly #whenDone: (() => void)[] = [];

  constructor({ header, lines, size, columns }: Source) {
    try {
      this.file = new ExportFile();
      this.file.append(header);
      this.#lines = lines[Symbol.iterator]();
    } catch (error) {
      this.#fail(error);
    }
    if (size * columns <= AT_ONCE_CELLS) this.#write(Number.POSITIVE_INFINITY);
    else this.#nextSlice();
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Calls back when the file is written, failed or given up. */
  onDone(callback: () => void): void {
    if (this.#finished) callback();
    else this.#whenDone.push(callback);
  }

  /** Ends the work and gives the file up. */
  abort(): void {
    this.file?.drop();
    this.#end();
  }

  #nextSlice(): void {
    setImmediate(() => {
      this.#write(performance.now() + SLICE_MS);
      if (!this.#finished) this.#nextSlice();
    });
  }

  #write(until: number): void {
    if (this.#finished || this.file === undefined) return;
    try {
      do {
        for (let i = 0; i < LINES; i++) {
          const next = this.#lines?.next();
          if (next === undefined || next.done === true) {
            this.file.finish();
            this.#end();
            return;
          }
          if (next.value === '') continue;
          this.records++;
          this.file.append(next.value);
        }
      } while (performance.now() < until);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.error = `The file could not be written: ${String(error)}`;
    this.abort();
  }

  #end(): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const callback of this.#whenDone) callback();
  }
}
