import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { rig as openOrg } from '../../simulators/salesforce/harness.ts';
import { openTestStore } from '../../store/open.ts';
import { mongoUri } from '../../store/uri.ts';
import { build, type Ran, run, start } from '../support/run.ts';
import { answersOf, readSetupPage } from './setup-page.ts';

const PEOPLE = 200;
const KEY = 'Actions_Sync_Key__c';
const temporalAddress = () => process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress');
const hasBundle = existsSync(new URL('../../../dist/workflow-bundle.js', import.meta.url));

beforeAll(build);

/** Vendors as they are before anybody has set anything up. */
async function bareVendors() {
  const clients = [{ clientId: 'c', clientSecret: 's', permissions: [] }];
  const marketo = await startMarketoSimulator({ people: PEOPLE, limits: 'off', clients });
  onTestFinished(() => marketo.close());
  const org = await openOrg({ people: PEOPLE });
  await org.change({ kind: 'dropField', object: 'Task', field: KEY });
  await org.change({ kind: 'access', objects: { Task: 'readOnly' }, fields: { 'Lead.HasOptedOutOfEmail': 'hidden' } });
  return { marketo, org };
}

const failing = ({ stdout }: Ran) => answersOf(stdout).filter((answer) => answer.startsWith('fail '));

test.skipIf(!hasBundle)(
  'the commands of docs/setup.md, in their order, lead from bare vendors to everyone read',
  async () => {
    const { blocks, permissions } = readSetupPage();
    expect(permissions).toHaveLength(5);
    const { store, db } = await openTestStore();
    const { marketo, org } = await bareVendors();
    const env: Record<string, string> = {
      MONGODB_URI: mongoUri(),
      MONGODB_DB: db.databaseName,
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: `setup-${randomUUID().slice(0, 8)}`,
    };

    /** What the people at the vendors do before a step's commands; what the commands say before they did it. */
    const before: Record<number, (commands: string[][]) => Promise<void>> = {
      2: async (commands) => {
        Object.assign(env, { MARKETO_BASE_URL: marketo.baseUrl, MARKETO_CLIENT_ID: 'c', MARKETO_CLIENT_SECRET: 's' });
        const bare = await run(commands.at(-1) ?? [], env);
        expect(bare.code).toBe(1);
        const rights = [
          'readLeads',
          'readActivities',
          'addActivities',
          'readActivityMetadata',
          'writeActivityMetadata',
        ];
        expect(failing(bare)).toEqual(rights.map((right) => `fail marketo.right.${right}`));
        for (const name of permissions) expect(bare.stdout).toContain(`“${name}”`);
        marketo.instance.setPermissions('c', permissions);
      },
      3: async (commands) => {
        if (env.SALESFORCE_LOGIN_URL !== undefined) return;
        env.SALESFORCE_LOGIN_URL = org.sim.loginUrl;
        env.SALESFORCE_CLIENT_ID = org.sim.clientId;
        env.SALESFORCE_CLIENT_SECRET = org.sim.clientSecret;
        const bare = await run(commands.at(-1) ?? [], env);
        expect([bare.code, failing(bare)[0]]).toEqual([1, 'fail salesforce.task.rights']);
        expect(answersOf(bare.stdout)).toContain('fail salesforce.task.key');
        expect(answersOf(bare.stdout)).toContain('warn salesforce.lead.optOut');
        await org.change({ kind: 'access', objects: { Task: 'full' }, fields: { 'Lead.HasOptedOutOfEmail': 'full' } });
        const field = { name: KEY, length: 64, externalId: true, unique: true, caseSensitive: true };
        await org.change({ kind: 'field', object: 'Task', field });
        for (const [name] of (bare.stdout.match(/^ {2}\w+__c(?= +\S.* there)/gm) ?? []).map((line) => [line.trim()])) {
          await org.change({ kind: 'dropField', object: 'Task', field: name ?? '' });
        }
      },
    };

    for (const { step, commands, answers } of blocks) {
      await before[step]?.(commands);
      let last: Ran | undefined;
      for (const words of commands) {
        if (words[0] === 'worker') {
          const worker = start(words, env);
          worker.stderr.resume();
          onTestFinished(() => void worker.kill('SIGKILL'));
          await vi.waitFor(
            async () => {
              const { stdout } = await run(['doctor', '--only', 'temporal.worker'], env);
              expect(answersOf(stdout)).toEqual(['ok temporal.worker']);
            },
            { timeout: 120_000, interval: 100 },
          );
          continue;
        }
        last = await run(words, env);
        expect(last.code, `${words.join(' ')}\n${last.stdout}${last.stderr}`).toBe(0);
      }
      expect(answersOf(last?.stdout ?? ''), `step ${step}`).toEqual(expect.arrayContaining(answers));
    }
    const all = await run(['doctor', '--json'], env);
    expect([all.code, failing(all)]).toEqual([0, []]);
    expect((await store.people.countByState()).qualified).toBeGreaterThan(0);
  },
  480_000,
);
