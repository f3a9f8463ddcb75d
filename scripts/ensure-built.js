// Builds when a source is newer than the last build: a second start costs nothing.
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'model',
  'marketo',
  'net',
  'salesforce',
  'store',
  'activities',
  'workflows',
  'worker',
  'client',
  'api',
  'console',
  'simulators',
  'local',
  'bench',
  'chaos',
  'scripts',
];
const bundle = `${root}dist/workflow-bundle.js`;

function newest(path) {
  return readdirSync(path, { withFileTypes: true }).reduce((latest, entry) => {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) return Math.max(latest, newest(child));
    return /\.(tsx?|css|html|svg)$/.test(entry.name) ? Math.max(latest, statSync(child).mtimeMs) : latest;
  }, 0);
}

const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
const changed = Math.max(...SOURCES.filter((name) => existsSync(root + name)).map((name) => newest(root + name)));
if (changed > built) {
  console.error('Building (TypeScript to dist/, workflows to one bundle) …');
  execSync('npm run --silent build', { cwd: root, stdio: 'inherit' });
}
