import { execFile, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const program = `${root}bin/actions-sync.js`;

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Compiles what has changed; emits even where another folder has a type error. */
export function build(): void {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  spawnSync(process.execPath, [tsc, '-p', `${root}tsconfig.build.json`], { cwd: root });
}

/** Only what a test gives, so that no variable of the machine decides its outcome. */
export function cleanEnv(env: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, ...env };
}

/** Runs the built program in a folder without `.env`, to its end. */
export function run(args: readonly string[], env: Record<string, string> = {}, input = '', cwd = '/'): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: cleanEnv(env), cwd, maxBuffer: 64 * 1_024 * 1_024 };
    const child = execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

export function start(args: readonly string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, [program, ...args], { env: cleanEnv(env), cwd: '/' });
}
