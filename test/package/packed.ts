import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Ran } from '../cli/support/run.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const listing = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).length(1);
const lockfile = z.looseObject({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) });

/** Compiled, with the bundle of the workflows, where a source is newer than the last build. */
export function built(): void {
  spawnSync(process.execPath, [`${root}scripts/ensure-built.js`], { cwd: root });
}

/** Packs what is built into a folder, or only says what it would. @returns the file's name, and the paths in it */
export function pack(folder: string | null): { filename: string; paths: string[] } {
  const where = folder === null ? ['--dry-run'] : ['--pack-destination', folder];
  const args = ['pack', '--ignore-scripts', '--json', ...where];
  const { stdout } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 });
  const [packed] = listing.parse(JSON.parse(stdout));
  if (packed === undefined) throw new Error('npm packed nothing');
  return { filename: packed.filename, paths: packed.files.map(({ path }) => path) };
}

/**
 * An app that depends on the file packed, with our lockfile's versions. Its local stack keeps what it fetches where ours does,
 * so that nothing is fetched twice.
 */
export function writeApp(folder: string, filename: string): void {
  const { packages, ...rest } = lockfile.parse(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')));
  const { dependencies: ours } = z.looseObject({ dependencies: z.record(z.string(), z.string()) }).parse(packages['']);
  const app = {
    name: 'app',
    version: '1.0.0',
    type: 'module',
    dependencies: { ...ours, 'actions-sync': `file:${filename}` },
  };
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  writeFileSync(`${folder}/package.json`, JSON.stringify(app));
  const lock = { ...rest, name: 'app', packages: { '': app, ...Object.fromEntries(shipped) } };
  writeFileSync(`${folder}/package-lock.json`, JSON.stringify(lock));
  mkdirSync(`${folder}/.local`);
  symlinkSync(`${root}.local/cache`, `${folder}/.local/cache`);
}

/** A command in the app's folder, without the servers and vendors of this machine. */
export function inApp(folder: string, command: string, args: readonly string[], timeoutMs: number): Promise<Ran> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MONGODB|TEMPORAL|MARKETO|SALESFORCE|ACTIONS_SYNC)_/.test(name)),
  );
  const options = { cwd: folder, env, timeout: timeoutMs, maxBuffer: 64 * 1_024 * 1_024 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}
