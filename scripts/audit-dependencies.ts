import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { lockfileProblems } from './audit/lockfile.ts';
import { acceptedList, judgeAudit } from './audit/report.ts';

// The dependencies: every package has its hash in the lock file and an exact version (offline), and none that is shipped
// has a known advisory. Where the registry can't tell, that is said and nothing fails; with `--strict` it does.

/** Folders with dependencies of their own. */
const FOLDERS = ['.', 'tools/node24', 'tools/typedoc'];
const THRESHOLD = 'moderate';
const TIMEOUT_MS = 120_000;

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const problems = FOLDERS.flatMap((folder) =>
  lockfileProblems(readJson(`${folder}/package.json`), readJson(`${folder}/package-lock.json`)).map(
    (problem) => `${folder}: ${problem}`,
  ),
);
for (const problem of problems) console.error(problem);
console.log(`lock files: ${problems.length} problems in ${FOLDERS.length} folders`);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: TIMEOUT_MS });
const accepted = acceptedList.parse(readJson('scripts/accepted-advisories.json'));
const today = new Date().toISOString().slice(0, 10);
const { outcome, lines } = judgeAudit(stdout, { accepted, threshold: THRESHOLD, today });
for (const line of lines) console.log(`npm audit: ${line}`);

const isAudited = outcome === 'passed' || (outcome === 'skipped' && !process.argv.includes('--strict'));
process.exitCode = problems.length === 0 && isAudited ? 0 : 1;
