// Writes docs/api-reference/ from what the package exports. Fails where anything public lacks a docstring, or names a type that
// is not exported. TypeDoc needs a TypeScript of before 7: both live in a folder with a lockfile of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}tools/typedoc`;
const typedoc = `${folder}/node_modules/typedoc/bin/typedoc`;

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

if (!existsSync(typedoc)) {
  console.log('Installing TypeDoc and TypeScript 6 (about 45 MB) into tools/typedoc: they write the API reference.');
  run('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund']);
}
run(process.execPath, [typedoc, '--options', `${folder}/typedoc.json`, '--logLevel', 'Warn']);
