import { readFile, writeFile } from 'node:fs/promises';
import { withMetricsTables } from '../worker/metrics/page.ts';

// Runs compiled, from dist/scripts.
const page = new URL('../../docs/observability.md', import.meta.url);
await writeFile(page, withMetricsTables(await readFile(page, 'utf8')));
