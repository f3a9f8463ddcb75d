import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { asset } from '../paths.ts';
import type { Environment } from '../types.ts';

export interface KeptOptions {
  cwd?: string;
  env?: Environment;
  /** The program ends by itself when its standard input ends; without this a keeper process does it for the program. */
  readsStdin?: boolean;
  /** How long a graceful end may take before SIGKILL. Default 5,000. */
  graceMs?: number;
  /** Each whole line of standard output or error; without them the output is dropped (the error's tail is kept). */
  onStdout?: (line: string) => void;
  onStderr?: (line: string) => void;
}

export interface KeptChild {
  /** The process we started: the program itself, or its keeper. */
  pid: number;
  /** The program's own id; differs from `pid` when there is a keeper. undefined until known. */
  programPid(): number | undefined;
  /** Settles with the exit code (128 + n for signal n) once the program has ended; never rejects. */
  exited: Promise<number>;
  running(): boolean;
  /** Last lines of standard error. */
  stderrTail(): string;
  /** Ends it: graceful, then SIGKILL. Bounded by the grace time plus two seconds. */
  stop: () => Promise<void>;
}

/** Set for a program with `readsStdin`, so that `exitWithParent` does nothing in one started by hand. */
export const KEPT_VARIABLE = 'ACTIONS_SYNC_KEPT';

const TAIL_LINES = 20;
const KEEPER_MARGIN_MS = 2_000;

/**
 * Starts a program that ends when this process ends, also when this one is killed with SIGKILL: the program (or its
 * keeper) reads a pipe whose other end only we hold. It gets its own process group, so that Ctrl-C in a terminal
 * reaches us alone and we decide the order in which things end. Rejects when the program cannot be started.
 */
export async function spawnKept(command: string, args: string[], options: KeptOptions = {}): Promise<KeptChild> {
  const graceMs = options.graceMs ?? 5_000;
  const keeper = [asset('process', 'keeper.mjs'), String(graceMs), command, ...args];
  const base = options.env ?? process.env;
  const child = options.readsStdin
    ? spawn(command, args, {
        cwd: options.cwd,
        env: { ...base, [KEPT_VARIABLE]: '1' },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
    : spawn(process.execPath, keeper, {
        cwd: options.cwd,
        env: { ...base },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return keep(child, options, graceMs);
}

function keep(child: ChildProcess, options: KeptOptions, graceMs: number): KeptChild {
  const pid = child.pid ?? 0;
  const tail: string[] = [];
  let programPid = options.readsStdin ? pid : undefined;
  let ended = false;

  eachLine(child.stdout, options.onStdout ?? (() => {}));
  eachLine(child.stderr, (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    options.onStderr?.(line);
  });
  eachLine(child.stdio[3], (line) => {
    programPid = Number(line);
  });
  child.on('error', () => {});
  child.stdin?.on('error', () => {});

  const exited = new Promise<number>((resolve) => {
    // `close`, not `exit`: the tail is complete then.
    child.once('close', (code, signal) => {
      ended = true;
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });

  async function stop(): Promise<void> {
    child.stdin?.end();
    // The keeper forces the end itself after graceMs; a program without keeper is ours to force.
    const margin = options.readsStdin ? 0 : KEEPER_MARGIN_MS;
    const force = setTimeout(() => {
      if (programPid !== undefined) killById(programPid);
      killById(pid);
    }, graceMs + margin);
    await exited;
    clearTimeout(force);
  }

  return {
    pid,
    programPid: () => programPid,
    exited,
    running: () => !ended,
    stderrTail: () => tail.join('\n'),
    stop,
  };
}

function killById(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

function eachLine(stream: unknown, use: (line: string) => void): void {
  if (!isReadable(stream)) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('error', () => {});
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) use(line.replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (rest !== '') use(rest);
  });
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'setEncoding' in stream;
}
