import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from './program.ts';
import type { Rig } from './rig.ts';

export interface Input {
  lines: readonly string[];
  /** It gets one half, and the other once it has answered; so long after that it is killed with -9. */
  killAfterMs: number | null;
}

export interface Ended {
  /** null: killed. */
  code: number | null;
  out: string[];
  err: string;
}

const LONGEST_MS = 120_000;

/** Runs one command of the product as a person would, against the stack behind its proxies. */
export async function runCommand(
  rig: Pick<Rig, 'environment' | 'processes' | 'cleanup' | 'pause'>,
  args: readonly string[],
  input: Input = { lines: [], killAfterMs: null },
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...rig.environment } });
  const kill = () => Promise.resolve(void child.kill('SIGKILL'));
  const done = rig.cleanup.add(kill);
  const limit = setTimeout(() => void kill(), LONGEST_MS);
  const ended = endOf(child);
  if (child.pid !== undefined) await rig.processes.note('command', child.pid);
  await give(rig, child, input);
  const result = await ended;
  clearTimeout(limit);
  await done();
  return result;
}

/** A process that never answers is killed all the same. */
const ANSWERS_WITHIN_MS = 15_000;

async function endOf(child: ChildProcess): Promise<Ended> {
  const out: string[] = [];
  let err = '';
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

async function give(rig: Pick<Rig, 'pause'>, child: ChildProcess, { lines, killAfterMs }: Input): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  // It may end before it has read everything.
  stdin.on('error', () => {});
  if (killAfterMs === null) {
    stdin.end(joined(lines));
    return;
  }
  const half = Math.ceil(lines.length / 2);
  stdin.write(joined(lines.slice(0, half)));
  const given = new AbortController();
  const over = () => given.abort();
  child.stdout?.once('data', over);
  child.once('exit', over);
  await rig.pause(ANSWERS_WITHIN_MS, given.signal);
  stdin.write(joined(lines.slice(half)));
  await rig.pause(killAfterMs);
  child.kill('SIGKILL');
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
