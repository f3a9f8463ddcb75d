import { writeFile } from 'node:fs/promises';
import { settingsPage } from '../model/settings/page.ts';

// Runs compiled, from dist/scripts.
await writeFile(new URL('../../docs/settings.md', import.meta.url), settingsPage());
