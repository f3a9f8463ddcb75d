import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkEnvironment } from '../../client/cli/doctor/environment.ts';
import { temporalConfig } from '../../client/temporal-config.ts';
import { readEnvironment } from '../../model/env.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { SECRET_VARIABLES, withoutSecretFiles } from '../../model/secret-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'actions-sync-secrets-'));
let files = 0;
function file(text: string): string {
  const path = join(dir, `secret-${files++}`);
  writeFileSync(path, text);
  return path;
}
afterAll(() => rmSync(dir, { recursive: true }));

const SALESFORCE = { SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com', SALESFORCE_CLIENT_ID: 'id' };

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it was accepted');
}

describe('secrets in files', () => {
  it.each([
    ['none', 'one\ntwo', 'one\ntwo'],
    ['Unix', 'one\ntwo\n', 'one\ntwo'],
    ['Windows', 'one\r\n', 'one'],
  ])('a line end that an editor left is taken off, and no other: %s', (_, text, value) => {
    expect(readEnvironment({ MARKETO_CLIENT_SECRET_FILE: file(text) }).MARKETO_CLIENT_SECRET).toBe(value);
  });

  it('every secret variable may come from a file', () => {
    const values: Record<(typeof SECRET_VARIABLES)[number], string> = {
      MONGODB_URI: 'mongodb://user:pass@127.0.0.1',
      MARKETO_CLIENT_SECRET: 'marketo',
      SALESFORCE_CLIENT_SECRET: 'salesforce',
      SALESFORCE_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----',
      ALERT_WEBHOOK_SECRET: 'a secret of the receiver',
      PUSH_SECRET: 'secret-of-the-webhook-1234',
      TEMPORAL_API_KEY: 'temporal',
      ACTIONS_SYNC_MASTER_KEYS: `a:${Buffer.alloc(32, 2).toString('base64')}`,
      TEMPORAL_PAYLOAD_KEYS: `a:${Buffer.alloc(32, 1).toString('base64')}`,
    };
    const given = (name: keyof typeof values) => ({ [`${name}_FILE`]: file(`${values[name]}\n`) });
    expect(readEnvironment(given('MONGODB_URI'), ['MONGODB_URI']).MONGODB_URI).toBe(values.MONGODB_URI);
    const secret = readEnvironment({ ...SALESFORCE, ...given('SALESFORCE_CLIENT_SECRET') });
    expect(secret.SALESFORCE_CLIENT_SECRET).toBe('salesforce');
    const key = { ...SALESFORCE, SALESFORCE_USERNAME: 'u', ...given('SALESFORCE_PRIVATE_KEY') };
    expect(readEnvironment(key).SALESFORCE_PRIVATE_KEY).toBe(values.SALESFORCE_PRIVATE_KEY);
    expect(readEnvironment(given('ACTIONS_SYNC_MASTER_KEYS')).ACTIONS_SYNC_MASTER_KEYS?.current.id).toBe('a');
    expect(readEnvironment(given('TEMPORAL_PAYLOAD_KEYS')).TEMPORAL_PAYLOAD_KEYS?.current.id).toBe('a');
    const webhook = { ALERT_WEBHOOK_URL: 'https://alerts.example.com', ...given('ALERT_WEBHOOK_SECRET') };
    expect(readEnvironment(webhook).ALERT_WEBHOOK_SECRET).toBe(values.ALERT_WEBHOOK_SECRET);
    expect(readEnvironment(given('PUSH_SECRET')).PUSH_SECRET).toEqual([values.PUSH_SECRET]);
    const temporal = temporalConfig({ ...given('TEMPORAL_API_KEY'), TEMPORAL_CONFIG_FILE: join(dir, 'none.toml') });
    expect(temporal.connectionOptions.apiKey).toBe('temporal');
  });

  it.each(SECRET_VARIABLES)('%s and its file at once are refused', (name) => {
    const error = refusal(() => readEnvironment({ [name]: 'hunter2', [`${name}_FILE`]: file('hunter2') }));
    expect(error.key).toBe('config.environment');
    expect(error.details).toMatchObject({ [`${name}_FILE`]: `must be left out where ${name} is set` });
  });

  it.each([
    ['missing', join(dir, 'nowhere'), 'names a file that can’t be read (ENOENT)'],
    ['a folder', dir, 'names a file that can’t be read (EISDIR)'],
    ['empty', file('\n'), 'names a file that is empty'],
  ])('a file that is %s is named by its variable, not by its path, and nothing else is', (_, path, problem) => {
    const error = refusal(() =>
      readEnvironment({ ...SALESFORCE, SALESFORCE_CLIENT_SECRET_FILE: path }, ['SALESFORCE_CLIENT_SECRET']),
    );
    expect(error.details).toEqual({ SALESFORCE_CLIENT_SECRET_FILE: problem });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(dir);
  });

  it('Temporal’s key is read by whoever connects', () => {
    const error = refusal(() => temporalConfig({ TEMPORAL_API_KEY_FILE: join(dir, 'nowhere') }));
    expect(Object.keys(error.details)).toEqual(['TEMPORAL_API_KEY_FILE']);
  });

  it('a text that is not allowed is blamed on the file, and is not repeated', () => {
    const given = { MONGODB_URI_FILE: file('hunter2') };
    const error = refusal(() => readEnvironment(given));
    expect(Object.keys(error.details)).toEqual(['MONGODB_URI_FILE']);
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain('hunter2');
    const { env, findings } = checkEnvironment(given);
    expect(env.MONGODB_URI).toBeUndefined();
    expect(findings.map(({ message }) => message).join()).toContain('MONGODB_URI_FILE must be an address');
  });

  it('a child that is given the value loses the file', () => {
    const env = { MONGODB_URI_FILE: '/x', MARKETO_CLIENT_SECRET_FILE: '/y', HOME: '/h' };
    expect(withoutSecretFiles(env, ['MONGODB_URI'])).toEqual({ MARKETO_CLIENT_SECRET_FILE: '/y', HOME: '/h' });
  });
});
