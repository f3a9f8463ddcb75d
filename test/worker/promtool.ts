import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Prometheus' own checker: `PROMTOOL`, on PATH, or put into .local/cache; null: this machine has none. */
export function findPromtool(): string | null {
  const { PROMTOOL: given, PATH = '' } = process.env;
  if (given !== undefined) return given;
  const folders = [...PATH.split(delimiter), fileURLToPath(new URL('../../.local/cache', import.meta.url))];
  return folders.map((folder) => join(folder, 'promtool')).find((path) => existsSync(path)) ?? null;
}
