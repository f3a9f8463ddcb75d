import { createInterface } from 'node:readline';
import { usage } from './normalize.ts';
import { say } from './output.ts';

/** For `.allowExcessArguments()`: an address typed as an argument is refused with the way to give it. */
export function noArguments(args: readonly string[], command: string): void {
  if (args.length === 0) return;
  throw usage('addresses are not taken as arguments', `Give it on standard input: actions-sync ${command} < file`);
}

/**
 * E-mail addresses from standard input, one per line, each once; on a terminal the first one alone.
 * @throws AppError `usage.wrong` when there is none
 */
export async function readAddresses(command: string): Promise<[string, ...string[]]> {
  if (process.stdin.isTTY) say('E-mail address:');
  const lines = createInterface({ input: process.stdin, terminal: false });
  const found = new Set<string>();
  for await (const line of lines) {
    if (line.trim() !== '') found.add(line.trim());
    if (process.stdin.isTTY && found.size > 0) break;
  }
  process.stdin.pause();
  const [first, ...rest] = found;
  if (first === undefined)
    throw usage('no address on standard input', `Give one per line: actions-sync ${command} < file`);
  return [first, ...rest];
}
