import { appendFileSync, closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { SchemaChange } from '../schema/changes.ts';
import type { Values } from './row.ts';

/** One record as a commit leaves it; null when it was purged. */
export type Put = readonly [object: string, number: number, values: Values | null];

/** What one commit did to one org. */
export interface Effects {
  readonly org: number;
  readonly puts?: readonly Put[];
  readonly schema?: SchemaChange;
  /** Everything before is forgotten; nothing else stands beside it. */
  readonly reset?: true;
}

/** What decides the records an org begins with. */
export interface PersistHeader {
  readonly people: number;
  readonly ownedShare: number;
  readonly taskShare: number;
  readonly seed: number;
  readonly orgs: number;
  /** Moment of the first start, ms since epoch. */
  readonly epoch: number;
}

/** A persist file that belongs to another org, or is damaged before its last line. */
export class PersistError extends Error {}

export interface Persistence {
  readonly epoch: number;
  readonly effects: readonly Effects[];
  write(effects: Effects): void;
  close(): void;
}

const KIND = 'actions-sync salesforce simulator 1';

function parse(line: string, index: number, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const text = `${path}: line ${index + 1} is damaged; delete the file to start a new org`;
    throw new PersistError(text, { cause: error });
  }
}

/** Keeps changes in a file, or nowhere without a path. A torn last line, left by a kill in mid-write, is cut off. */
export function openPersistence(path: string | undefined, header: PersistHeader): Persistence {
  if (path === undefined) return { epoch: header.epoch, effects: [], write() {}, close() {} };
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  const [first, ...effects] = lines.map((line, i) => parse(line, i, path)) as [
    (PersistHeader & { kind: string })?,
    ...Effects[],
  ];
  if (first === undefined) appendFileSync(path, `${JSON.stringify({ kind: KIND, ...header })}\n`);
  else checkHeader(path, first, header);
  const file = openSync(path, 'a');
  return {
    epoch: first?.epoch ?? header.epoch,
    effects,
    write: (more) => void writeSync(file, `${JSON.stringify(more)}\n`),
    close: () => closeSync(file),
  };
}

function checkHeader(path: string, found: PersistHeader & { kind: string }, wanted: PersistHeader): void {
  if (found.kind !== KIND) throw new PersistError(`${path} is no file of a Salesforce simulator; use another file`);
  for (const key of ['people', 'ownedShare', 'taskShare', 'seed', 'orgs'] as const) {
    if (found[key] === wanted[key]) continue;
    const text = `${path} belongs to an org with ${key}=${found[key]}, not ${wanted[key]}; use that value or another file`;
    throw new PersistError(text);
  }
}
