import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { usage } from './normalize.ts';

/** A file, or standard input for `-`. @throws AppError `usage.wrong` where it can't be read */
export async function openInput(file: string): Promise<AsyncIterable<Buffer | string>> {
  if (file === '-') return process.stdin;
  try {
    if ((await stat(file)).isDirectory()) throw usage(`${file} is a folder`, 'Give a file, or - for standard input.');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    throw usage(`${file} can’t be read (${String(error.code)})`, 'Give a file, or - for standard input.');
  }
  return createReadStream(file);
}
