import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cleanEnv, type Ran } from '../cli/support/run.ts';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));

/** Type-checks as strictly as an app may, and compiles beside the sources. @returns what is wrong; empty: nothing */
export function compile(folder: string, files: readonly string[]): string {
  const compilerOptions = {
    ...{ target: 'es2023', lib: ['es2023'], module: 'nodenext', strict: true, noUncheckedIndexedAccess: true },
    // The SDK's own types fail without it under TypeScript 7.
    skipLibCheck: true,
    typeRoots: [types],
    types: ['node'],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files }));
  return spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' }).stdout;
}

/** Runs a program of the app's to its end, with these variables alone. */
export function runNode(file: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { env: cleanEnv(env) }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
