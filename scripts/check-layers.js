// Imports point one way (.dependency-cruiser.cjs). The tool finds nothing, and is content, when it can't read
// TypeScript; so this also asserts that it saw the modules.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const folders = [
  'model',
  'net',
  'marketo',
  'salesforce',
  'store',
  'activities',
  'workflows',
  'worker',
  'client',
  'api',
  'simulators',
  'local',
  'bench',
  'chaos',
];
const args = [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'json',
  ...folders,
];
let output;
try {
  output = execFileSync(process.execPath, args, { maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
} catch (error) {
  output = error.stdout;
}
const { summary } = JSON.parse(String(output));
for (const { rule, from, to } of summary.violations) console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
// Workflow code runs in a sandbox and activities outside it: between them only types and message names may cross.
const TYPES_ONLY = [
  { folder: 'workflows', forbidden: /^import (?!type )[^;]*from '\.\.\/activities\//m },
  { folder: 'activities', forbidden: /^import (?!type )[^;]*from '\.\.\/workflows\//m },
];
let crossings = 0;
for (const { folder, forbidden } of TYPES_ONLY) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    if (!forbidden.test(readFileSync(`${folder}/${file}`, 'utf8'))) continue;
    crossings += 1;
    console.error(`error types-only: ${folder}/${file} imports more than types`);
  }
}
// The console runs in browsers: of all the rest it knows the shapes of the API's answers. (The tool can't read TSX.)
for (const entry of readdirSync('console', { recursive: true, encoding: 'utf8' })) {
  if (!/\.tsx?$/.test(entry)) continue;
  const file = `console/${entry}`;
  for (const [statement, path] of readFileSync(file, 'utf8').matchAll(/^import [^;]*?'(\.{1,2}\/[^']+)';/gm)) {
    const target = normalize(join(dirname(file), path));
    if (target.startsWith('console/') || (target.startsWith('api/schemas/') && statement.startsWith('import type ')))
      continue;
    crossings += 1;
    console.error(`error console-imports: ${file} imports ${target}`);
  }
}
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} violations`,
);
process.exitCode = summary.violations.length === 0 && crossings === 0 && summary.totalCruised > 80 ? 0 : 1;
