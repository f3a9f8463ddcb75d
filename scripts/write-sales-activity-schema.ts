import { writeFile } from 'node:fs/promises';
import { salesActivitySchemaFile } from '../model/sales-activity/json-schema.ts';

// Runs compiled, from dist/scripts.
await writeFile(new URL('../../docs/sales-activity.schema.json', import.meta.url), salesActivitySchemaFile());
