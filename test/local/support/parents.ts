import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { stackContext } from '../../../local/context.ts';
import type { StackContext } from '../../../local/types.ts';

export const support = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** What is installed is shared by all tests and with `npm start`. */
export const cacheDir = fileURLToPath(new URL('../../../.local/cache', import.meta.url));

/** Arguments for node to run a script that imports our sources. */
export const nodeArguments = (name: string, ...args: string[]): string[] => [
  '--import',
  support('ts-hook.mjs'),
  support(name),
  ...args,
];

/** The environment without servers somebody has set: these tests are about our own. */
export function ownEnvironment(): Record<string, string | undefined> {
  return { ...process.env, MONGODB_URI: undefined, TEMPORAL_ADDRESS: undefined, MONGOMS_SYSTEM_BINARY: undefined };
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'actions-sync-local-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function testContext(dir: string, lines: string[] = [], more: Partial<StackContext> = {}): StackContext {
  return { ...stackContext({ dir, env: {}, say: (line) => lines.push(line) }), ...more };
}

/** Starts a parent script and gives it with the JSON line it prints first. */
export async function startParent(name: string, ...args: string[]): Promise<{ parent: ChildProcess; line: unknown }> {
  const parent = spawn(process.execPath, nodeArguments(name, ...args), {
    env: ownEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [chunk] = await Promise.race([
    once(parent.stdout, 'data'),
    once(parent, 'exit').then(() => Promise.reject(new Error(`${name} ended before it was ready`))),
  ]);
  return { parent, line: JSON.parse(String(chunk)) };
}

/** As the system does it to us in the worst case. */
export async function killHard(parent: ChildProcess): Promise<void> {
  const exited = once(parent, 'exit');
  parent.kill('SIGKILL');
  await exited;
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
