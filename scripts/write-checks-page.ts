import { writeFile } from 'node:fs/promises';
import { checksPage } from '../model/doctor/page.ts';

// Runs compiled, from dist/scripts.
await writeFile(new URL('../../docs/doctor.md', import.meta.url), checksPage());
