import { spawn } from 'node:child_process';
import type { Environment } from '../types.ts';

export interface RunOptions {
  timeoutMs: number;
  cwd?: string;
  env?: Environment;
  signal?: AbortSignal | undefined;
}

export interface RunResult {
  code: number;
  /** Standard output and standard error, each cut to its last 64 kB. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

const KEEP_CHARACTERS = 65_536;

/** Runs a program to its end, bounded in time; ends its whole process group (by id) at the limit or on abort. */
export async function run(command: string, args: string[], options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...(options.env ?? process.env) },
    // Own group: package managers start helpers, which must end with them.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] = (output[name] + chunk).slice(-KEEP_CHARACTERS);
    });
  }
  let timedOut = false;
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) killGroup(child.pid);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', end);
  process.once('exit', end);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit) => resolve(exit ?? 1));
    });
    options.signal?.throwIfAborted();
    return { code, ...output, timedOut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
    process.removeListener('exit', end);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}
