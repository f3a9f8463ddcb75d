import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import type { BulkJob, LeadRecord } from '../../marketo/index.ts';
import type { Received, Scripted } from './scripted-server.ts';

export const EXPORT_ID = '2f1c7c8e-0a5d-4b7e-9f6b-3d7a1f0e5c11';
export const FILE_PATH = `/bulk/v1/leads/export/${EXPORT_ID}/file.json`;
export const CSV_TYPE = { 'content-type': 'text/csv;charset=UTF-8' };

export const sha256 = (file: Buffer) => createHash('sha256').update(file).digest('hex');

/** The completed job of a file. */
export function jobOf(file: Buffer, changes: Partial<BulkJob> = {}): BulkJob {
  return {
    exportId: EXPORT_ID,
    status: 'completed',
    createdAt: null,
    queuedAt: null,
    startedAt: null,
    finishedAt: null,
    records: null,
    bytes: file.length,
    checksum: sha256(file),
    ...changes,
  };
}

/** The answer to a call for a part of a file, as Marketo gives it (marketo-rest 6.4). */
export function partOf(file: Buffer, { headers }: Received): Scripted {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const to = Math.min(Number(last), file.length - 1);
  return {
    status: 206,
    body: file.subarray(Number(first), to + 1),
    headers: { ...CSV_TYPE, 'accept-ranges': 'bytes', 'content-range': `bytes ${first}-${to}/${file.length}` },
  };
}

export const wholeOf = (file: Buffer): Scripted => ({ body: file, headers: CSV_TYPE });

/** A cell as RFC 4180 wants it; null as Marketo writes it, and quotes where the text could be taken for that. */
export function toCell(value: string | null): string {
  if (value === null) return 'null';
  return value === 'null' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function toCsv(rows: readonly (readonly (string | null)[])[], lineEnd = '\n'): Buffer {
  return Buffer.from(rows.map((row) => row.map(toCell).join(',') + lineEnd).join(''));
}

/** A file of some people with ids 1 to n and about 45 bytes each. */
export function peopleFile(people: number): Buffer {
  const rows = Array.from({ length: people }, (_, at) => [`${at + 1}`, `Ada ${at + 1}`, `ada.${at + 1}@example.com`]);
  return toCsv([['id', 'firstName', 'email'], ...rows]);
}

export async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[][]> {
  const all: T[][] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

export const idsOf = (batches: LeadRecord[][]) => batches.flat().map((lead): number => lead.id);

/** Paths to the spools that this process has open; null where the system doesn't tell. */
export async function openSpools(): Promise<string[] | null> {
  const descriptors = await readdir('/proc/self/fd').catch(() => null);
  if (descriptors === null) return null;
  const paths = descriptors.map((descriptor) => `/proc/self/fd/${descriptor}`);
  const targets = await Promise.all(paths.map((path) => readlink(path).catch(() => '')));
  return paths.filter((_, at) => targets[at]?.includes('actions-sync-export-'));
}
