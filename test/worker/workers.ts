import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HOOK = fileURLToPath(new URL('../local/support/ts-hook.mjs', import.meta.url));
const WORKER = fileURLToPath(new URL('./child/worker.ts', import.meta.url));
/** Ends in order at SIGTERM. */
export const STOPPED_WORKER = fileURLToPath(new URL('./child/stopped-worker.ts', import.meta.url));
/** Looks after its flows and alerts several times a second. */
export const QUICK_WORKER = fileURLToPath(new URL('./child/quick-worker.ts', import.meta.url));

/** pino's number of the level `warn`. */
const WARN = 40;

/** One line of a worker's log. */
export interface LogLine {
  level: number;
  msg: string;
  time: string;
  flow?: string;
  alert?: string;
  event?: string;
  error?: string;
  until?: string;
}

/** Starts a worker process as `actions-sync worker` runs one; `defer` ends it. */
export function startWorker(
  variables: Record<string, string>,
  defer: (cleanUp: () => Promise<unknown>) => void,
  script = WORKER,
): WorkerProcess {
  const child = spawn(process.execPath, ['--import', HOOK, script], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const kill = () => {
    child.kill('SIGKILL');
    return exited;
  };
  defer(kill);
  const lines: LogLine[] = [];
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
  createInterface({ input: child.stderr }).on('line', (line) => {
    // Temporal's core writes lines of its own.
    if (line.startsWith('{')) lines.push(JSON.parse(line) as LogLine);
    else process.stderr.write(`${line}\n`);
  });
  const ready = Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => {
      throw new Error('the worker ended before it was ready');
    }),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
    return code ?? signal;
  };
  const warnings = () => lines.filter(({ level }) => level >= WARN);
  return { pid: child.pid ?? 0, ready, lines, output: () => output.join(''), kill, stop, warnings };
}

export interface WorkerProcess {
  pid: number;
  /** It polls. */
  ready: Promise<unknown>;
  lines: LogLine[];
  /** All that it wrote, on stdout and stderr. */
  output(): string;
  /** Resolves when it is gone. */
  kill(): Promise<unknown>;
  /** Sends SIGTERM. @returns its exit code, or the signal that ended it */
  stop(): Promise<number | string | null>;
  warnings(): LogLine[];
}
