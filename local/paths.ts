import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './types.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Root of the package, from `local/` as from `dist/local/`. */
export const packageRoot =
  dirname(here).endsWith('/dist') || dirname(here).endsWith('\\dist') ? dirname(dirname(here)) : dirname(here);

/** A file of `local/` that the compiler does not copy: `.mjs` children, the Java main. */
export function asset(...parts: string[]): string {
  return join(packageRoot, 'local', ...parts);
}

/** Full path of a program, looked for in `first` and then on PATH; undefined when there is none. */
export async function findProgram(name: string, env: Environment, first: string[] = []): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`, name] : [name];
  for (const folder of [...first, ...(env.PATH ?? '').split(delimiter)]) {
    for (const file of names) {
      const path = join(folder, file);
      if (folder !== '' && (await isExecutable(path))) return path;
    }
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
