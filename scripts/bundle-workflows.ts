import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

// Runs from dist/scripts: the compiled workflows are bundled once at build time, so that a worker starts at once,
// and so that a forbidden import fails the build instead of the first start.
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath: at('../workflows/index.js'),
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
});
await writeFile(at('../workflow-bundle.js'), code);
