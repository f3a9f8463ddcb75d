// `sdk-download.mjs FOLDER`: lets the Temporal SDK download its dev server into FOLDER. The SDK offers no download
// alone, so the server runs for a moment. A process of its own: it can be ended, and the SDK's global runtime, which
// may be configured only once, stays untouched in ours.
import { TestWorkflowEnvironment } from '@temporalio/testing';

try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', downloadDir: process.argv[2] },
      log: { format: 'pretty', level: 'error' },
    },
  });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
