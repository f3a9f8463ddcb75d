import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { descendantsOf } from './processes.ts';

const program = fileURLToPath(new URL('../../bin/actions-sync.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** `actions-sync dev` as a user starts it: no servers, no Marketo from the environment. */
export class Dev {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(dir: string, args: readonly string[]) {
    const env = { ...process.env };
    for (const name of Object.keys(env)) if (/^(MONGODB|TEMPORAL|MARKETO|SALESFORCE)_/.test(name)) delete env[name];
    this.child = spawn(process.execPath, [program, 'dev', '--dir', dir, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** Resolves when the output matches. @throws with the output when the program ends before */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (over) throw new Error(`ended without ${pattern}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Process ids of everything below it, read while it runs. */
  async descendants(): Promise<number[]> {
    return descendantsOf(this.child.pid ?? 0);
  }
}

export async function withFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'actions-sync-dev-'));
  try {
    await body(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
