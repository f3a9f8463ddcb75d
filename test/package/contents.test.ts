import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { built, pack, root } from './packed.ts';

// What `npm pack` would put into the file: looked at without making it.

const RUNS = 'activities|api|client|local|marketo|model|net|salesforce|simulators|store|worker|workflows';
const ALLOWED = [
  new RegExp(`^dist/(${RUNS})/.+\\.(js|d\\.ts)$`),
  /^dist\/workflow-bundle(-encrypted)?\.js$/,
  // The web console: names change with the content.
  /^dist\/console\/(index\.html|assets\/[\w-]+\.(js|css|svg))$/,
  /^bin\/actions-sync\.js$/,
  /^local\/(mongo-java\/(MongoJava\.java|pom\.xml)|(mongo|process|temporal)\/[\w-]+\.mjs)$/,
  /^docs\/([\w-]+\.(md|schema\.json)|openapi\.json|images\/[\w-]+\.png)$/,
  /^(package\.json|README\.md|\.env\.example|LICENSE|SECURITY\.md|CHANGELOG\.md)$/,
];

let paths: string[] = [];
beforeAll(() => {
  built();
  paths = pack(null).paths;
});

const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8');

test('it holds what runs, its types and its documents, and nothing else', () => {
  expect(paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([]);
  const bundles = ['dist/workflow-bundle.js', 'dist/workflow-bundle-encrypted.js'];
  for (const path of ['dist/client/index.d.ts', 'dist/client/cli/main.js', ...bundles, '.env.example'])
    expect(paths).toContain(path);
});

test('every file that a file of it imports is in it', () => {
  const known = new Set(paths);
  const missing = paths
    .filter((path) => /^dist\/(?!workflow-bundle).*\.(js|d\.ts)$/.test(path))
    .flatMap((path) =>
      [...textOf(path).matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)]
        .map(([, to = '']) => join(dirname(path), to))
        .filter((to) => !known.has(path.endsWith('.d.ts') ? to.replace(/\.(js|ts)$/, '.d.ts') : to))
        .map((to) => `${path} → ${to}`),
    );
  expect(missing).toEqual([]);
});

test('the files that the compiler does not copy are in it, under the names by which they are asked for', () => {
  const asked = paths
    .filter((path) => /^dist\/local\/.*\.js$/.test(path))
    .flatMap((path) => [...textOf(path).matchAll(/asset\('([^']+)', '([^']+)'\)/g)])
    .map(([, folder, name]) => `local/${folder}/${name}`);
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(paths).toEqual(expect.arrayContaining(asked));
});

test('it holds no key and no credentials', () => {
  // What the simulators accept is made up by themselves, at their start.
  const KEY =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\\?n?[A-Za-z0-9+/=]{40}|AKIA[A-Z0-9]{16}|mongodb(\+srv)?:\/\/[^\s'"`/:@]+:[^\s'"`@<]{3,}@(?!host|cluster|example|mongo\.internal)/;
  expect(paths.filter((path) => KEY.test(textOf(path)))).toEqual([]);
  expect(paths.filter((path) => /(^|\/)\.(npmrc|env)$|\.(pem|key|p12|map|log)$|\.test\./.test(path))).toEqual([]);
});
