import { writeFile } from 'node:fs/promises';
import { errorsPage } from '../model/errors/page.ts';

// Runs compiled, from dist/scripts.
await writeFile(new URL('../../docs/errors.md', import.meta.url), errorsPage());
