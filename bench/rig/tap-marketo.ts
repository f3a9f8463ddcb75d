import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { runLogged } from './run-logged.ts';

const run = promisify(execFile);
const VERSION = '2.9.4';
const FOLDER = '.local/cache/tap-marketo';
const PYTHON = `${FOLDER}/bin/python`;
const program = fileURLToPath(new URL('../../../bench/peers/tap_marketo_file.py', import.meta.url));
const answer = z.object({ rows: z.number(), seconds: z.number(), cpuSeconds: z.number() });

export type TapRun = z.infer<typeof answer>;

/** Singer's tap-marketo in a Python environment of its own; null, with the reason said, where it can't be had. */
export async function installTap(say: (line: string) => void): Promise<typeof readWithTap | null> {
  try {
    if (!existsSync(PYTHON)) {
      say(`bulk: installing tap-marketo ${VERSION} with pip into ${FOLDER}: it is what we compare with`);
      await run('python3', ['-m', 'venv', FOLDER]);
    }
    await run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `tap-marketo==${VERSION}`]);
    return readWithTap;
  } catch (error) {
    say(`bulk: tap-marketo can't be installed, so nothing is compared with it (${firstLine(error)})`);
    return null;
  }
}

/** Reads a finished export's file; its records go nowhere. */
async function readWithTap(
  marketo: { baseUrl: string; clientId: string; clientSecret: string },
  exportId: string,
  fields: readonly string[],
): Promise<TapRun> {
  const { baseUrl, clientId, clientSecret } = marketo;
  const args = [program, baseUrl, clientId, clientSecret, exportId, fields.join(',')];
  const last = await runLogged(PYTHON, args, devNull);
  return answer.parse(JSON.parse(last));
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
