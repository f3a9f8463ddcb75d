import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLocalStack } from '../local/stack.ts';
import { devServerSearchAttributes, workflowIds } from '../workflows/messages.ts';

/** Servers for one recording, in a folder that goes with them, and an instance that nobody has used. */
export async function openHistoryStack(say: (line: string) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'actions-sync-histories-'));
  const stack = await startLocalStack({
    dir: folder,
    cacheDir: fileURLToPath(new URL('../../.local/cache', import.meta.url)),
    ephemeral: true,
    temporalUi: false,
    searchAttributes: devServerSearchAttributes,
    say,
  });
  // The worker reads Temporal's own variables.
  process.env.TEMPORAL_ADDRESS = stack.temporal.address;
  const instance = `histories-${Date.now().toString(36)}`;
  return {
    ...{ mongo: stack.mongo, temporal: stack.temporal, instance, ids: workflowIds(instance) },
    close: async () => {
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
