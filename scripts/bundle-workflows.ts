import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { failureConverterPath } from '../client/encryption/index.ts';

// Runs from dist/scripts: the compiled workflows are bundled once at build time, so that a worker starts at once,
// and so that a forbidden import fails the build instead of the first start.
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const options = {
  workflowsPath: at('../workflows/index.js'),
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
};
const plain = await bundleWorkflowCode(options);
await writeFile(at('../workflow-bundle.js'), plain.code);
// How failures are written is decided when the bundle is made; the workflows are the same.
const encrypted = await bundleWorkflowCode({ ...options, failureConverterPath: failureConverterPath() });
await writeFile(at('../workflow-bundle-encrypted.js'), encrypted.code);
