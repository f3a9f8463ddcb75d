import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Runs a program whose output goes to a file; resolves with the last line of its standard error. */
export async function runLogged(command: string, args: readonly string[], outFile: string): Promise<string> {
  const child = spawn(command, [...args], { stdio: ['ignore', openSync(outFile, 'w'), 'pipe'] });
  const ended = once(child, 'close');
  let last = '';
  if (child.stderr !== null) for await (const line of createInterface({ input: child.stderr })) last = line;
  const [code] = await ended;
  if (code !== 0) throw new Error(`${command} ended with code ${String(code)}: ${last}`);
  return last;
}
