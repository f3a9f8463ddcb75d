import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from '../../../local/install.ts';
import { exists, findProgram } from '../../../local/paths.ts';
import { run } from '../../../local/process/run.ts';
import { isSecondNode } from '../../once.ts';

/** A browser that can be started; `env` beside the process' own. */
export interface Chromium {
  path: string;
  env: Record<string, string>;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FOLDER = fileURLToPath(new URL('../../../.local/cache/chromium', import.meta.url));
const LIST_WITHIN_MS = 60_000;
const FETCH_WITHIN_MS = 300_000;

/**
 * CHROMIUM → PATH → Debian's own packages, unpacked into the cache (nothing is installed into the system, no root
 * rights needed). @returns why there is none, as text
 */
export async function findChromium(say: (line: string) => void): Promise<Chromium | string> {
  if (isSecondNode) return 'they have run on the first Node';
  const { CHROMIUM: told } = process.env;
  if (told !== undefined && told !== '') {
    return (await exists(told)) ? { path: told, env: {} } : `CHROMIUM names ${told}, which is not there`;
  }
  for (const name of NAMES) {
    const path = await findProgram(name, process.env);
    if (path !== undefined) return { path, env: {} };
  }
  if (!(await isDebian())) return `none of ${NAMES.join(', ')} on PATH; CHROMIUM may name one`;
  try {
    await installOnce(FOLDER, (draft) => unpackPackages(draft, say));
  } catch (error) {
    return `Debian's package of Chromium can't be had: ${error instanceof Error ? error.message : 'unknown'}`;
  }
  return unpacked();
}

async function isDebian(): Promise<boolean> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID=debian$/m.test(text);
}

async function unpackPackages(draft: string, say: (line: string) => void): Promise<void> {
  const planned = await told(
    'apt-get',
    ['install', '--simulate', '--no-install-recommends', 'chromium'],
    LIST_WITHIN_MS,
  );
  const names = [...planned.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => name ?? []);
  // Text needs one font at least.
  const wanted = [...new Set([...names, 'chromium', 'fonts-dejavu-core'])];
  say(`Browser tests: fetching Chromium with ${wanted.length - 1} Debian packages (about 110 MB) into ${FOLDER}, once`);
  const debs = join(draft, 'debs');
  await mkdir(debs);
  await told('apt-get', ['download', ...wanted], FETCH_WITHIN_MS, debs);
  await told(
    'sh',
    ['-c', `for deb in debs/*.deb; do dpkg -x "$deb" . || exit 1; done; rm -r debs`],
    FETCH_WITHIN_MS,
    draft,
  );
}

async function unpacked(): Promise<Chromium> {
  const fonts = join(FOLDER, 'fonts.conf');
  const { stdout } = await run('sh', ['-c', 'ls -d usr/lib/*-linux-*'], { timeoutMs: LIST_WITHIN_MS, cwd: FOLDER });
  const libraries = stdout
    .trim()
    .split('\n')
    .map((path) => join(FOLDER, path));
  await writeFile(
    fonts,
    `<fontconfig><dir>${FOLDER}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${FOLDER}/fonts</cachedir></fontconfig>`,
  );
  return {
    path: join(FOLDER, 'usr/lib/chromium/chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.flatMap((path) => [path, join(path, 'pulseaudio')]).join(':'),
      FONTCONFIG_FILE: fonts,
    },
  };
}

/** What a program printed. @throws Error where it did not succeed, with its last words */
async function told(command: string, args: string[], timeoutMs: number, cwd?: string): Promise<string> {
  const { code, stdout, stderr, timedOut } = await run(command, args, { timeoutMs, ...(cwd !== undefined && { cwd }) });
  if (code === 0) return stdout;
  throw new Error(timedOut ? `${command} took too long` : stderr.trim().split('\n').at(-1));
}
