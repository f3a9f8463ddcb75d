import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startLocalStack } from '../../local/stack.ts';
import type { LocalStack } from '../../local/types.ts';
import { devServerSearchAttributes } from '../../workflows/messages.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    mongoUri: string;
    temporalAddress: string;
  }
}

let stack: LocalStack | undefined;
let folder: string | undefined;

/**
 * Vitest's global set-up: one ephemeral stack for the run, or the servers of MONGODB_URI and TEMPORAL_ADDRESS. Tests
 * read `inject('mongoUri')` and `inject('temporalAddress')`.
 */
export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'actions-sync-tests-'));
  stack = await startLocalStack({
    dir: folder,
    cacheDir: fileURLToPath(new URL('../../.local/cache', import.meta.url)),
    ephemeral: true,
    temporalUi: false,
    searchAttributes: devServerSearchAttributes,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  project.provide('mongoUri', stack.mongo.uri);
  project.provide('temporalAddress', stack.temporal.address);
}

export async function teardown(): Promise<void> {
  await stack?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
