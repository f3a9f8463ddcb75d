import { finished } from 'node:stream';
import { type Parser, parse } from 'csv-parse';
import { AppError } from '../../model/errors/app-error.ts';

/** Marketo's word for "no value" (marketo-rest 6.4). */
const NO_VALUE = 'null';

const MAX_ROW_BYTES = 16 * 1_048_576;

export type Row = readonly (string | null)[];

/**
 * Reads CSV (RFC 4180) chunk by chunk; rows end as the first line does. CR and LF inside fields are kept. NUL is dropped
 * first, as everywhere (marketo-rest 14.15): the parser would take a quote before one for the end of a field. A text that
 * reads `null` can't be told from no value.
 */
export class CsvReader {
  readonly #parser: Parser;
  readonly #read: (string | null)[][] = [];
  #taken = 0;
  #rows = 0;

  constructor() {
    this.#parser = parse({
      bom: true,
      relax_column_count: true,
      // Far above any row: what is longer has a quote that never closes.
      max_record_size: MAX_ROW_BYTES,
    });
    this.#parser.on('error', () => {});
    // Not `on_record`, for which the parser makes an object about each row: an eighth of all its time.
    this.#parser.on('data', (cells: (string | null)[]) => {
      for (let at = 0; at < cells.length; at++) if (cells[at] === NO_VALUE) cells[at] = null;
      this.#read.push(cells);
    });
  }

  async feed(chunk: Buffer): Promise<void> {
    const clean = chunk.includes(0) ? chunk.filter((byte) => byte !== 0) : chunk;
    await this.#reads((done) => this.#parser.write(clean, done));
  }

  /** After the last chunk: the last line may lack its end. */
  async end(): Promise<void> {
    await this.#reads((done) => finished(this.#parser.end(), done));
  }

  /** The next complete row; null when more bytes are needed. */
  next(): Row | null {
    const row = this.#read[this.#taken];
    if (row === undefined) {
      this.#read.length = 0;
      this.#taken = 0;
      return null;
    }
    this.#taken += 1;
    this.#rows += 1;
    return row;
  }

  /** The parser's messages quote the file: they are dropped. */
  async #reads(work: (done: (error?: Error | null) => void) => void): Promise<void> {
    const failed = await new Promise<boolean>((resolve) =>
      work((error) => resolve(error !== null && error !== undefined)),
    );
    if (failed)
      throw new AppError('marketo.bulk.badRow', {
        details: { row: this.#rows + this.#read.length - this.#taken, problem: 'quotes' },
      });
  }
}
