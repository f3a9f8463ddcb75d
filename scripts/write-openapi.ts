import { writeFile } from 'node:fs/promises';
import { apiDescription } from '../api/description.ts';
import { packageVersion } from '../worker/version.ts';

// Runs compiled, from dist/scripts.
const description = await apiDescription(packageVersion());
await writeFile(new URL('../../docs/openapi.json', import.meta.url), `${JSON.stringify(description, null, 2)}\n`);
