import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const winner = z.object({ from: z.string(), version: z.string().optional(), port: z.number().optional() });
const stackRecord = z.object({ temporal: winner.optional(), mongo: winner.optional() });

/** Which links won, with what is worth knowing when one looks at the folder. Never an address: it may hold a password. */
export type StackRecord = z.infer<typeof stackRecord>;

/** Record of a folder's stack: its data belongs to the MongoDB link named there. */
export const stackFile = (dir: string): string => join(dir, 'stack.json');
/** Record of a cache: only a hint, so that what is installed is used without trying the links before it. */
export const hintFile = (cacheDir: string): string => join(cacheDir, 'winners.json');

/** The record; empty when there is none or it is damaged. */
export async function readRecord(file: string): Promise<StackRecord> {
  try {
    return stackRecord.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

export async function writeRecord(file: string, record: StackRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Renamed into place: a start that is killed leaves the old record, not half of a new one.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`);
  await rename(draft, file);
}
