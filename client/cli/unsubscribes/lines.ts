import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { UnsubscribeRequest } from '../../unsubscribes/index.ts';
import { openInput } from '../lib/input-file.ts';
import { usage } from '../lib/normalize.ts';
import { say } from '../lib/output.ts';

/** Longer than any reason that a person writes, and short enough for a history of them. */
const LONGEST_REASON = 1_000;

const object = z.strictObject({
  address: z.string(),
  source: z.enum(['manual', 'link']).optional(),
  reason: z.string().max(LONGEST_REASON).optional(),
});

/** A line counted from 1: what is asked, or what is wrong with it. */
export type AddressLine = { line: number } & ({ request: UnsubscribeRequest } | { problem: string });

/** Addresses of a file, or of standard input for `-`: one per line, or a JSON object with the address in it. */
export async function* addressLines(file: string): AsyncGenerator<AddressLine> {
  if (file.includes('@')) {
    throw usage('addresses are not taken as arguments', 'Give a file with one per line, or - for standard input.');
  }
  if (file === '-' && process.stdin.isTTY) say('E-mail addresses, one per line; end with Ctrl-D:');
  const input = await openInput(file);
  let line = 0;
  for await (const text of createInterface({ input: Readable.from(input), terminal: false })) {
    line += 1;
    const given = text.replace(/^\uFEFF/, '').trim();
    if (given === '') continue;
    yield { line, ...read(given) };
  }
}

/** The addresses alone, each once. @throws AppError `usage.wrong` for a line that can't be read, or where there is none */
export async function allAddresses(file: string): Promise<string[]> {
  const found = new Set<string>();
  for await (const one of addressLines(file)) {
    if ('problem' in one) throw usage(`line ${one.line} ${one.problem}`);
    found.add(one.request.address);
  }
  if (found.size === 0) throw usage('no address was given', 'Give a file with one per line, or - for standard input.');
  return [...found];
}

function read(text: string): { request: UnsubscribeRequest } | { problem: string } {
  if (!text.startsWith('{')) return { request: { address: text } };
  try {
    const parsed = object.safeParse(JSON.parse(text));
    if (parsed.success) return { request: parsed.data };
    const [issue] = parsed.error.issues;
    return { problem: `has a wrong member: ${issue?.path.join('.') || 'it has address, source and reason alone'}` };
  } catch {
    return { problem: 'must be an address or JSON' };
  }
}
