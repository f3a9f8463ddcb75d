import { appendFileSync, closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { Origin } from '../../lib/population/base.ts';
import type { CustomType } from '../custom/type.ts';
import type { Values } from '../people/fields.ts';
import type { Row } from './rows.ts';

/** Effects of one mutation: what a replay puts back, without any rule being applied again. */
export interface Effects {
  readonly put?: readonly (readonly [id: number, values: Values])[];
  readonly gone?: readonly (readonly [id: number, winner: number | null])[];
  readonly rows?: readonly Row[];
  /** Ids of late rows that became visible. */
  readonly released?: readonly number[];
  /** Static lists. */
  readonly lists?: readonly (readonly [id: number, members: readonly number[], name?: string | undefined])[];
  readonly smartLists?: readonly (readonly [id: number, name: string, members: readonly number[] | 'everybody'])[];
  /** Custom activity types as they are afterwards. */
  readonly types?: readonly CustomType[];
  /** Addresses in lower case, and whether they are opted out from then on. */
  readonly optOuts?: readonly (readonly [address: string, optedOut: boolean])[];
  /** Moment of `put`, ms since epoch, whole seconds. */
  readonly at?: number;
  /** A start of the simulator on this file; nothing else stands beside it. */
  readonly started?: true;
}

interface Header extends Origin {
  readonly kind: 'actions-sync marketo simulator 1';
}

/** A persist file that belongs to another instance, or is damaged before its last line. */
export class JournalError extends Error {}

/** Writes effects down; a simulator without a persist file has a journal that forgets. */
export interface Journal {
  write(effects: Effects): void;
  close(): void;
}

export const forgetful: Journal = { write() {}, close() {} };

/** What a persist file held: the epoch of its instance and its effects, oldest first. */
export interface Opened {
  readonly journal: Journal;
  readonly epoch: number;
  readonly effects: readonly Effects[];
  /** Which start on this file it is, from 1. */
  readonly run: number;
}

function parseLines(text: string, path: string): unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw new JournalError(`${path}: line ${index + 1} is damaged; delete the file to start a new instance`, {
        cause: error,
      });
    }
  });
}

/**
 * Opens (or begins) a persist file. A torn last line, left by a kill in mid-write, is cut off.
 * Throws a JournalError when the file belongs to an instance with other people.
 */
export function openJournal(path: string, origin: Origin): Opened {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  const [header, ...effects] = parseLines(bytes.subarray(0, whole).toString('utf8'), path) as [Header?, ...Effects[]];
  if (header === undefined) {
    const first: Header = { kind: 'actions-sync marketo simulator 1', ...origin };
    appendFileSync(path, `${JSON.stringify(first)}\n`);
  } else {
    for (const key of ['people', 'ownedShare', 'seed'] as const) {
      if (header[key] === origin[key]) continue;
      throw new JournalError(
        `${path} belongs to an instance with ${key}=${header[key]}, not ${origin[key]}; use that value or another file`,
      );
    }
  }
  const file = openSync(path, 'a');
  const started: Effects = { started: true };
  writeSync(file, `${JSON.stringify(started)}\n`);
  return {
    epoch: header?.epoch ?? origin.epoch,
    effects: effects.filter((effect) => effect.started !== true),
    run: effects.filter((effect) => effect.started === true).length + 1,
    journal: {
      write: (more) => void writeSync(file, `${JSON.stringify(more)}\n`),
      close: () => closeSync(file),
    },
  };
}
