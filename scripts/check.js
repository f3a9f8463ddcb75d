// The one test command: every check, then the tests on this Node and on Node 24. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
const bin = (name) => `${root}node_modules/.bin/${name}`;
const second = `${root}tools/node24/node_modules/node/bin/node`;

const totals = { passed: 0, failed: 0 };
const failures = [];

function run(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function check(name, command, args) {
  const startedAt = Date.now();
  console.log(`\n── ${name}`);
  const ok = run(command, args);
  count(name, ok ? 1 : 0, ok ? 0 : 1);
  console.log(`   ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

function count(name, passed, failed) {
  totals.passed += passed;
  totals.failed += failed;
  if (failed > 0) failures.push(`${name}: ${failed}`);
}

function tests(name, node, env) {
  console.log(`\n── ${name}`);
  const report = `${root}.local/test-report-${name.replaceAll(/\W+/g, '-')}.json`;
  mkdirSync(`${root}.local`, { recursive: true });
  rmSync(report, { force: true });
  const ok = run(
    node,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env,
  );
  if (!existsSync(report)) return count(name, 0, 1);
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that can't be loaded fails the run without failing a test.
  count(name, numPassedTests, numFailedTests + (!ok && numFailedTests === 0 ? 1 : 0) + (numPassedTests === 0 ? 1 : 0));
}

check('types', bin('tsc'), ['-p', 'tsconfig.json']);
check('types of the console', bin('tsc'), ['-p', 'console/tsconfig.json']);
check('format and lint', bin('biome'), ['ci', '.']);
check('promises (type-aware lint)', bin('oxlint'), ['--type-aware']);
check('layers', process.execPath, ['scripts/check-layers.js']);
check('dead code', bin('knip'), []);
check('dependencies', process.execPath, ['dist/scripts/audit-dependencies.js']);
check('API docs', process.execPath, ['scripts/api-docs.js']);
check('workflow bundle', process.execPath, ['dist/scripts/bundle-workflows.js']);
tests(`tests on Node ${major}`, process.execPath);
if (major < 24) {
  if (!existsSync(second)) {
    console.log(
      '\nInstalling Node 24 (npm package `node`, about 190 MB) into tools/node24: the tests run on both versions.',
    );
    run('npm', ['ci', '--prefix', 'tools/node24', '--no-audit', '--no-fund']);
  }
  // What is the same on both is tested once: test/once.ts.
  if (existsSync(second)) tests('tests on Node 24', second, { ACTIONS_SYNC_SECOND_NODE: '1' });
  else count('Node 24 could not be installed', 0, 1);
}

console.log(failures.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failures.join('; ')}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
