import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from './paths.ts';

/**
 * Fills a folder of the cache once: `fill` works in a folder beside it, which is then renamed, so that another process
 * never sees half of it and may do the same at the same time. Does nothing when the folder is there.
 */
export async function installOnce(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (await exists(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(join(dirname(folder), 'installing-'));
  try {
    await fill(draft);
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
