import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';

/**
 * The bundle made by the build, the one whose failures are encrypted where payloads are; straight from source where
 * there is none (tests).
 */
export function workflowCode({ failureConverterPath }: DataConverter) {
  const name = failureConverterPath === undefined ? 'workflow-bundle.js' : 'workflow-bundle-encrypted.js';
  const bundle = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
