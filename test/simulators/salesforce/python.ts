import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSION = '1.12.10';
const FOLDER = fileURLToPath(new URL('../../../.local/cache/simple-salesforce', import.meta.url));
const PYTHON = `${FOLDER}/bin/python`;
const CLIENT = fileURLToPath(new URL('./simple_salesforce_client.py', import.meta.url));

/** Installs simple-salesforce in a Python environment of its own; why it can't be had, where it can't. */
export function installSimpleSalesforce(): string | undefined {
  const quiet = { stdio: 'ignore', timeout: 120_000 } as const;
  try {
    execFileSync(PYTHON, ['-c', 'import simple_salesforce'], quiet);
    return undefined;
  } catch {
    // Not there yet.
  }
  try {
    if (!existsSync(PYTHON)) execFileSync('python3', ['-m', 'venv', FOLDER], quiet);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `simple-salesforce==${VERSION}`];
    execFileSync(PYTHON, pip, quiet);
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n')[0];
  }
}

/** Runs the client against a simulator; what it saw. */
export async function runSimpleSalesforce(host: string, clientId: string, secret: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(PYTHON, [CLIENT, host, clientId, secret]);
  return JSON.parse(stdout) as unknown;
}
