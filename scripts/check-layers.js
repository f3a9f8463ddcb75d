// Imports point one way (.dependency-cruiser.cjs). The tool finds nothing, and is content, when it can't read
// TypeScript; so this also asserts that it saw the modules.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

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
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} violations`,
);
process.exitCode = summary.violations.length === 0 && crossings === 0 && summary.totalCruised > 80 ? 0 : 1;
