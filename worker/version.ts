import { readFileSync } from 'node:fs';

/** Of this package: beside the sources, and one folder up from what was built. */
export function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version);
    } catch {
      // The other place.
    }
  }
  return 'unknown';
}
