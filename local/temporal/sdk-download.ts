import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadReason, LinkFailed } from '../errors.ts';
import { asset, isExecutable } from '../paths.ts';
import { run } from '../process/run.ts';
import type { StackContext } from '../types.ts';

const DOWNLOAD_MS = 180_000;

/** Path of the `temporal` program that the SDK downloads for its tests. */
export async function temporalFromSdk(context: StackContext): Promise<string> {
  const folder = join(context.cacheDir, 'temporal', 'sdk');
  const present = await downloaded(folder);
  if (present !== undefined) return present;
  await mkdir(folder, { recursive: true });
  context.say(
    `Temporal: asking the Temporal SDK (npm @temporalio/testing) to download its dev server (about 150 MB) from its vendor into ${folder}: no temporal is on PATH`,
  );
  const args = [asset('temporal', 'sdk-download.mjs'), folder];
  const result = await run(process.execPath, args, {
    timeoutMs: DOWNLOAD_MS,
    env: context.env,
    signal: context.signal,
  });
  if (result.timedOut) throw new LinkFailed(`the download did not finish within ${DOWNLOAD_MS / 1000} s`);
  const program = result.code === 0 ? await downloaded(folder) : undefined;
  if (program === undefined) throw new LinkFailed(`the download failed (${downloadReason(result.stderr)})`);
  return program;
}

/** The SDK names the file `temporal-sdk-typescript-<version>` (temporal-notes 2.4). */
async function downloaded(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => /^temporal-sdk-typescript-[\d.]+(\.exe)?$/.test(file))) {
    if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}
