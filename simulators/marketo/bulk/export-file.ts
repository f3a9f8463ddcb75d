import { createHash, type Hash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, read, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const readAt = promisify(read);
const HELD_CHARS = 64 * 1024;
const CHUNK = 64 * 1024;
/** UTF-8 takes at most 3 bytes for one UTF-16 unit. */
const BYTES_PER_CHAR = 3;

let made = 0;

/**
 * One export's file: text goes in, bytes with a SHA-256 come out. It lies in the temp folder without a name (where
 * the platform lets go of an open file's name), so that no end of the process leaves it behind.
 */
export class ExportFile {
  readonly #fd: number;
  /** Only where the name could not be given up at once. */
  #path: string | undefined;
  #hash: Hash | undefined = createHash('sha256');
  #scratch: Buffer | undefined;
  #held = '';
  #readers = 0;
  #dropped = false;
  #stored = 0;
  /** Bytes written. */
  size = 0;
  /** Hex SHA-256 of the bytes written; empty before `finish`. */
  checksum = '';

  constructor() {
    const path = join(tmpdir(), `marketo-simulator-${process.pid}-${++made}-${Date.now().toString(36)}`);
    this.#fd = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
    } catch {
      this.#path = path;
    }
  }

  /** Bytes that can be read: fewer than `size` after a `cut`. */
  get stored(): number {
    return this.#stored;
  }

  get dropped(): boolean {
    return this.#dropped;
  }

  append(text: string): void {
    this.#held += text;
    if (this.#held.length >= HELD_CHARS) this.#flush();
  }

  finish(): void {
    this.#flush();
    this.checksum = this.#hash?.digest('hex') ?? '';
    this.#hash = undefined;
    this.#scratch = undefined;
  }

  /** Takes bytes off the end; size and checksum go on telling of the whole file. */
  cut(bytes: number): void {
    this.#stored = Math.max(0, this.#stored - bytes);
    ftruncateSync(this.#fd, this.#stored);
  }

  /** Bytes from one position up to, not including, another. Readable to the end although dropped meanwhile. */
  async *bytes(from: number, to: number): AsyncGenerator<Buffer> {
    if (this.#dropped) return;
    this.#readers++;
    try {
      for (let at = from; at < to; ) {
        const buffer = Buffer.allocUnsafe(Math.min(CHUNK, to - at));
        const { bytesRead } = await readAt(this.#fd, buffer, 0, buffer.length, at);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
        at += bytesRead;
      }
    } finally {
      this.#readers--;
      if (this.#dropped) this.#release();
    }
  }

  /** Gives the bytes up, at once or when the last reader is through. */
  drop(): void {
    if (this.#dropped) return;
    this.#dropped = true;
    this.#held = '';
    this.#release();
  }

  #release(): void {
    if (this.#readers > 0) return;
    closeSync(this.#fd);
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }

  #flush(): void {
    const longest = this.#held.length * BYTES_PER_CHAR;
    if (this.#scratch === undefined || this.#scratch.length < longest)
      this.#scratch = Buffer.allocUnsafe(Math.max(longest, 2 * HELD_CHARS * BYTES_PER_CHAR));
    const bytes = this.#scratch.subarray(0, this.#scratch.write(this.#held, 'utf8'));
    this.#held = '';
    this.#hash?.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.size += bytes.length;
    this.#stored += bytes.length;
  }
}
