import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Check, Count } from './check.ts';

/** A frame of a stack trace, in plain text or inside JSON. */
const FRAME = /(^|\\n|\s)at .{0,200}(\.[cm]?[jt]s|node:[\w/]+):\d+:\d+/;
/** What the SDK's native half writes by itself when it is not forwarded. */
const RAW = /temporalio_\w/;
/** Words of a person are looked for as whole values; shorter ones prove nothing. */
const SHORTEST = 4;
const WORD = /[\p{L}\p{M}\p{N}'’.@_+-]+/gu;

/** What must not be found in a log: texts of people, whole or as the words of a name. */
export class Personal {
  private readonly values = new Set<string>();
  private readonly words = new Set<string>();

  /** `single`: a value whose words alone already name the person. */
  add(value: unknown, single: boolean): void {
    if (typeof value !== 'string' || value.length < SHORTEST) return;
    this.values.add(value);
    if (single) for (const word of value.match(WORD) ?? []) if (word.length >= SHORTEST) this.words.add(word);
  }

  /** Whether a line of a log holds any of them. */
  isIn(line: string): boolean {
    const words = line.match(WORD) ?? [];
    return (
      words.some((word) => this.words.has(word) || word.includes('@')) ||
      this.texts(line).some((text) => this.values.has(text))
    );
  }

  /** Everything between quotes, and the line itself. */
  private texts(line: string): string[] {
    return [line, ...[...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text)];
  }
}

/** Workers' logs: no stack trace, nothing past our logger, nothing personal. Examples name file and line, never what was found. */
export async function judgeLogs(files: readonly string[], personal: Personal): Promise<Check[]> {
  const traces = new Count();
  const raw = new Count();
  const told = new Count();
  for (const file of files) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1;
      if (FRAME.test(line)) traces.add(`${file}:${number}`);
      if (RAW.test(line)) raw.add(`${file}:${number}`);
      if (personal.isIn(line)) told.add(`${file}:${number}`);
    }
  }
  return [
    traces.check('stack traces in the logs'),
    raw.check('log lines past our logger'),
    told.check('log lines with personal data'),
  ];
}
