import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, statfs, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, isAppError } from '../../model/errors/app-error.ts';

/** No more room: of the disk, of the user, for one file. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A file of the temp folder that nobody else can read, and that is gone with the process that opened it. */
export interface Spool {
  /** Bytes in it. */
  readonly bytes: number;
  append(chunk: Buffer): Promise<void>;
  /** Starts over. */
  clear(): Promise<void>;
  /** SHA-256 of what was appended, in hex; nothing can be appended after it. */
  sha256(): string;
  /** Some bytes from a place before the end on, at least one. The buffer is the caller's own. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a spool with room for some bytes.
 * @throws AppError `marketo.bulk.diskFull`, `marketo.bulk.tempFolder`; so do its methods
 */
export async function openSpool(bytes: number): Promise<Spool> {
  const folder = tmpdir();
  await asSpoolError(checkRoom(folder, bytes));
  const path = join(folder, `actions-sync-export-${randomUUID()}`);
  const handle = await asSpoolError(open(path, 'wx+', 0o600));
  // Without a name at once, so that a killed process leaves no personal data; Windows refuses while it is open.
  const named = await unlink(path).then(
    () => false,
    () => true,
  );
  return new FileSpool(handle, named ? path : null);
}

class FileSpool implements Spool {
  readonly #handle: FileHandle;
  /** Null where the file has no name any more. */
  readonly #path: string | null;
  #hash = createHash('sha256');
  #bytes = 0;

  constructor(handle: FileHandle, path: string | null) {
    this.#handle = handle;
    this.#path = path;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(chunk: Buffer): Promise<void> {
    // A write may take a part only.
    for (let done = 0; done < chunk.length; ) {
      const position = this.#bytes + done;
      done += (await asSpoolError(this.#handle.write(chunk, done, chunk.length - done, position))).bytesWritten;
    }
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  async clear(): Promise<void> {
    await asSpoolError(this.#handle.truncate(0));
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await asSpoolError(this.#handle.read(buffer, 0, length, position));
    if (bytesRead === 0) throw new AppError('marketo.bulk.tempFolder', { details: { reason: 'short' } });
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#path !== null) await unlink(this.#path).catch(() => {});
  }
}

/** Better known before an hour of downloading than after it. */
async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { blocks, bavail, bsize } = await statfs(folder);
  // Some kinds of file system don't tell.
  if (blocks === 0 || bavail * bsize >= bytes) return;
  throw new AppError('marketo.bulk.diskFull', { details: { needed: bytes, free: bavail * bsize } });
}

/** The system's message names the path: only its code is kept. */
async function asSpoolError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isAppError(error)) throw error;
    const known = error instanceof Error && 'code' in error && typeof error.code === 'string';
    const reason = known ? String(error.code) : 'unknown';
    throw new AppError(FULL.has(reason) ? 'marketo.bulk.diskFull' : 'marketo.bulk.tempFolder', { details: { reason } });
  }
}
