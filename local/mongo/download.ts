import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadReason, LinkFailed } from '../errors.ts';
import { asset, isExecutable } from '../paths.ts';
import { run } from '../process/run.ts';
import type { StackContext } from '../types.ts';

const DOWNLOAD_MS = 300_000;

/** Path of the `mongod` that mongodb-memory-server-core downloads. */
export async function mongodFromDownload(context: StackContext): Promise<string> {
  const folder = join(context.cacheDir, 'mongodb');
  const note = join(folder, 'mongod.path');
  const known = (await readFile(note, 'utf8').catch(() => '')).trim();
  if (known !== '' && (await isExecutable(known))) return known;
  await mkdir(folder, { recursive: true });
  context.say(
    `MongoDB: asking npm's mongodb-memory-server-core to download mongod (about 100 MB) from its vendor into ${folder}: no mongod is on PATH`,
  );
  // MONGOMS_SYSTEM_BINARY was the link before. One try: its waits between tries are what takes long without network.
  const env = {
    ...context.env,
    MONGOMS_SYSTEM_BINARY: undefined,
    MONGOMS_DOWNLOAD_DIR: folder,
    MONGOMS_MAX_RETRIES: context.env.MONGOMS_MAX_RETRIES ?? '1',
  };
  const args = [asset('mongo', 'download.mjs'), folder];
  const result = await run(process.execPath, args, { timeoutMs: DOWNLOAD_MS, env, signal: context.signal });
  if (result.timedOut) throw new LinkFailed(`the download did not finish within ${DOWNLOAD_MS / 1000} s`);
  const program = result.stdout.trim().split('\n').at(-1) ?? '';
  if (result.code !== 0 || !(await isExecutable(program))) {
    throw new LinkFailed(`the download failed (${downloadReason(result.stderr)})`);
  }
  await writeFile(note, `${program}\n`);
  return program;
}
