import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { build } from '../cli/support/run.ts';
import { openTestStore } from '../store/open.ts';
import { personWrite, qualifiedPart } from '../store/people.ts';
import { mongoUri } from '../store/uri.ts';
import { temporalAddress } from '../workflows/temporal.ts';
import { compile, runNode } from './support.ts';

// The README's example as a reader copies it: type-checked against what the package exports, then run against servers.

const root = fileURLToPath(new URL('../..', import.meta.url));
const PERSON = 1001;

beforeAll(build);

/** Inside of the package, so that `actions-sync` is found by its own name. */
async function exampleFolder(): Promise<string> {
  await mkdir(`${root}.local`, { recursive: true });
  const folder = await mkdtemp(`${root}.local/readme-`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function example(): string {
  const blocks = [...readFileSync(`${root}README.md`, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? '';
}

async function servers() {
  const [marketo, salesforce] = await Promise.all([
    startMarketoSimulator({ people: 50, limits: 'off', seed: 1 }),
    startSalesforceSimulator({ people: 10 }),
  ]);
  onTestFinished(() => marketo.close());
  onTestFinished(() => salesforce.close());
  expect([...marketo.instance.state.book.living()]).toContain(PERSON);
  const { store, db } = await openTestStore();
  await store.migrate();
  await store.people.apply([personWrite(PERSON, qualifiedPart(1))], { evidence: 'leadChange' });
  const at = await store.serverTime();
  const optOut = { at, source: 'manual', by: 'test', reason: null } as const;
  await store.unsubscribes.add([{ address: 'Prospect@Example.com', optOut }]);
  return {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ACTIONS_SYNC_INSTANCE: db.databaseName.slice(0, 32),
    TEMPORAL_ADDRESS: temporalAddress(),
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    SALESFORCE_LOGIN_URL: salesforce.loginUrl,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
  };
}

test('the README’s example compiles against what the package exports, and does what its comments say', async () => {
  const folder = await exampleFolder();
  await writeFile(`${folder}/example.ts`, example());
  expect(compile(folder, ['example.ts'])).toBe('');
  const env = await servers();

  const ran = await runNode(`${folder}/example.js`, env);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const lines = ran.stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('false unsubscribed');
  expect(lines[1]).toBe('accepted');
  expect(lines[2]).toMatch(/^\d{4}-\d\d-\d\d callReceived First call$/);
  expect(lines.at(-1)).toMatch(/^\d+ people \[ 'marketo 1', 'salesforce 0' \]$/);
});

test('a wrong use of the library does not compile', async () => {
  const folder = await exampleFolder();
  const wrong =
    "const panel = await actionsSync.getPanel({ persons: 1001 });\nconsole.log(panel.weeks[0]?.entries[0]?.kind === 'nothing');";
  await writeFile(
    `${folder}/wrong.ts`,
    `import { connectActionsSync } from 'actions-sync';\nconst actionsSync = await connectActionsSync();\n${wrong}\n`,
  );
  const errors = compile(folder, ['wrong.ts']);
  expect(errors).toMatch(/wrong\.ts\(3,.*'persons' does not exist/);
  expect(errors).toMatch(/wrong\.ts\(4,.*no overlap/);
});

test('the package has no other way in than its own name', () => {
  const script = "import('actions-sync/store').then(() => process.exit(0), (error) => console.log(error.code))";
  const { stdout } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(stdout.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
});
