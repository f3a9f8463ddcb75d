import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { rig } from '../simulators/salesforce/harness.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const dir = mkdtempSync(join(tmpdir(), 'actions-sync-secrets-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, `${text}\n`);
  return path;
}

interface Report {
  findings: { id: string; status: string; message: string }[];
}

test('doctor reads secrets from files, and shows none of them when all are refused, whatever the log level', async () => {
  const simulator = await startMarketoSimulator({ people: 5 });
  onTestFinished(() => simulator.close());
  const { sim } = await rig({ people: 5 });
  const secret = (name: string) => `${name}-${randomUUID()}`;
  const [mongo, marketo, salesforce, temporal] = ['mongo', 'marketo', 'salesforce', 'temporal'].map(secret);
  const env = {
    MONGODB_URI_FILE: file('mongo', `mongodb://user:${mongo}@127.0.0.1:1`),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_API_KEY_FILE: file('temporal', String(temporal)),
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET_FILE: file('marketo', String(marketo)),
    SALESFORCE_LOGIN_URL: sim.loginUrl,
    SALESFORCE_CLIENT_ID: sim.clientId,
    SALESFORCE_CLIENT_SECRET_FILE: file('salesforce', String(salesforce)),
    LOG_LEVEL: 'trace',
  };
  const refused = await run(['doctor', '--json'], env);
  expect(refused.code).not.toBe(0);
  const output = `${refused.stdout}${refused.stderr}`;
  for (const text of [mongo, marketo, salesforce, temporal, dir]) expect(output).not.toContain(text);
  const finding = ({ stdout }: { stdout: string }, id: string) =>
    (JSON.parse(stdout) as Report).findings.find((one) => one.id === id);
  expect(finding(refused, 'environment')?.status).toBe('ok');
  expect(finding(refused, 'marketo.credentials')?.status).toBe('fail');

  file('marketo', simulator.clientSecret);
  const taken = await run(['doctor', '--json'], env);
  expect(finding(taken, 'marketo.credentials')?.status).toBe('ok');
  expect(`${taken.stdout}${taken.stderr}`).not.toContain(simulator.clientSecret);
}, 90_000);
