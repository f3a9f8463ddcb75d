import { describe, expect, it } from 'vitest';
import { webhookKey } from '../../model/alerts/env.ts';
import { ENVIRONMENT_VARIABLES, readEnvironment } from '../../model/env.ts';
import { AppError } from '../../model/errors/app-error.ts';

function refusal(env: Record<string, string>, needs: Parameters<typeof readEnvironment>[1] = []): AppError {
  try {
    readEnvironment(env, needs);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('the environment was accepted');
}

describe('reading the environment', () => {
  it('everything has a default but what no one can guess', () => {
    expect(readEnvironment({})).toMatchObject({
      ACTIONS_SYNC_INSTANCE: 'default',
      MONGODB_DB: 'actions_sync',
      MARKETO_RATE_SHARE: 0.5,
      MARKETO_DAILY_CALLS: 50_000,
      MARKETO_DAILY_SHARE: 0.8,
      WORKER_SHUTDOWN_GRACE: 25_000,
      LOG_LEVEL: 'info',
    });
  });

  it('every bad variable is named at once, the missing ones too', () => {
    const bad = {
      ACTIONS_SYNC_INSTANCE: 'a/b',
      MONGODB_URI: 'postgres://somewhere',
      MONGODB_DB: 'no spaces please',
      MARKETO_BASE_URL: 'not an address',
      MARKETO_RATE_SHARE: '1.5',
      MARKETO_DAILY_CALLS: 'many',
      MARKETO_DAILY_SHARE: '0',
      LOG_LEVEL: 'loud',
    };
    const error = refusal(bad, ['MARKETO_CLIENT_ID', 'MONGODB_URI']);
    expect(error.key).toBe('config.environment');
    expect(Object.keys(error.details).sort()).toEqual([...Object.keys(bad), 'MARKETO_CLIENT_ID'].sort());
  });

  it('no value is repeated: it may be a secret', () => {
    const secret = 'hunter2-secret';
    const all = Object.fromEntries(ENVIRONMENT_VARIABLES.map((name) => [name, `${secret} ${name} /`]));
    const error = refusal(all);
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain('hunter2');
  });

  it('empty and blank values count as unset', () => {
    expect(readEnvironment({ MARKETO_RATE_SHARE: '', LOG_LEVEL: '  ' })).toMatchObject({ LOG_LEVEL: 'info' });
    expect(refusal({ MONGODB_URI: ' ' }, ['MONGODB_URI']).details).toEqual({ MONGODB_URI: 'is not set' });
  });
});

describe('MARKETO_BASE_URL', () => {
  it.each([
    'https://123-ABC-456.mktorest.com',
    'https://123-ABC-456.mktorest.com/',
    'https://123-ABC-456.mktorest.com/rest',
    ' https://123-ABC-456.mktorest.com/rest/ ',
  ])('the address as Admin shows it is taken, /rest is taken off: %j', (given) => {
    expect(readEnvironment({ MARKETO_BASE_URL: given }).MARKETO_BASE_URL).toBe('https://123-ABC-456.mktorest.com');
  });

  it.each([
    'https://123-ABC-456.mktorest.com/rest/v1',
    'https://123-ABC-456.mktorest.com/identity',
    'ftp://123-ABC-456.mktorest.com',
    '123-ABC-456.mktorest.com',
  ])('an address with a path, or none at all, is refused: %s', (given) => {
    expect(Object.keys(refusal({ MARKETO_BASE_URL: given }).details)).toEqual(['MARKETO_BASE_URL']);
  });
});

describe('numbers', () => {
  it.each([
    ['MARKETO_RATE_SHARE', '0.01', 0.01],
    ['MARKETO_DAILY_SHARE', '1', 1],
    ['MARKETO_DAILY_CALLS', '1', 1],
  ] as const)('%s may be %s', (name, given, value) => {
    expect(readEnvironment({ [name]: given })[name]).toBe(value);
  });

  it.each([
    ['MARKETO_RATE_SHARE', '0'],
    ['MARKETO_RATE_SHARE', 'NaN'],
    ['MARKETO_DAILY_SHARE', '-0.5'],
    ['MARKETO_DAILY_CALLS', '0.5'],
    ['MARKETO_DAILY_CALLS', '0'],
    ['MARKETO_DAILY_CALLS', 'Infinity'],
  ])('%s may not be %s', (name, given) => {
    expect(Object.keys(refusal({ [name]: given }).details)).toEqual([name]);
  });
});

describe('Salesforce', () => {
  const SECRET = {
    SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com/',
    SALESFORCE_CLIENT_ID: 'id',
    SALESFORCE_CLIENT_SECRET: 'secret',
  };
  const { SALESFORCE_CLIENT_SECRET: _, ...COMMON } = SECRET;
  const JWT = { ...COMMON, SALESFORCE_USERNAME: 'sync@acme.example', SALESFORCE_PRIVATE_KEY: '/etc/key.pem' };

  it('may be left out, and then has a version all the same', () => {
    expect(readEnvironment({}).SALESFORCE_API_VERSION).toBe('66.0');
    expect(readEnvironment({ SALESFORCE_API_VERSION: '60.0' }).SALESFORCE_LOGIN_URL).toBeUndefined();
  });

  it.each([SECRET, JWT])('is connected by a secret, or by a user and a key', (given) => {
    expect(readEnvironment(given)).toMatchObject({ SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com' });
  });

  it.each([
    [{ SALESFORCE_CLIENT_ID: 'id' }, ['SALESFORCE_CLIENT_SECRET', 'SALESFORCE_LOGIN_URL']],
    [{ SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com' }, ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET']],
    [{ SALESFORCE_CLIENT_SECRET: 'x' }, ['SALESFORCE_CLIENT_ID', 'SALESFORCE_LOGIN_URL']],
    [COMMON, ['SALESFORCE_CLIENT_SECRET']],
    [{ ...COMMON, SALESFORCE_USERNAME: 'u' }, ['SALESFORCE_PRIVATE_KEY']],
    [{ ...COMMON, SALESFORCE_PRIVATE_KEY: 'k' }, ['SALESFORCE_USERNAME']],
    [{ ...SECRET, ...JWT }, ['SALESFORCE_CLIENT_SECRET']],
    [{ ...SECRET, SALESFORCE_LOGIN_URL: 'acme' }, ['SALESFORCE_LOGIN_URL']],
    [{ ...SECRET, SALESFORCE_API_VERSION: '45.0' }, ['SALESFORCE_API_VERSION']],
    [{ ...SECRET, SALESFORCE_API_VERSION: 'v66.0' }, ['SALESFORCE_API_VERSION']],
  ])('half given, or wrong, is an error that names what: %j', (given, names) => {
    expect(Object.keys(refusal(given).details).sort()).toEqual(names);
  });
});

describe('the webhook of alerts', () => {
  const URL = { ALERT_WEBHOOK_URL: 'https://alerts.example.com/hook?team=7' };
  const SECRET = { ALERT_WEBHOOK_SECRET: 'x'.repeat(24) };

  it('is an address and a secret, as text or as libraries for Standard Webhooks write one', () => {
    expect(readEnvironment({ ...URL, ...SECRET })).toMatchObject({ ...URL, ...SECRET });
    const bytes = Buffer.alloc(24, 7);
    const encoded = `whsec_${bytes.toString('base64')}`;
    expect(readEnvironment({ ...URL, ALERT_WEBHOOK_SECRET: encoded }).ALERT_WEBHOOK_SECRET).toBe(encoded);
    expect(webhookKey(encoded)).toEqual(bytes);
    expect(webhookKey('abc')).toEqual(Buffer.from('abc'));
  });

  it.each([
    [URL, ['ALERT_WEBHOOK_SECRET']],
    [SECRET, ['ALERT_WEBHOOK_URL']],
    [{ ...SECRET, ALERT_WEBHOOK_URL: 'alerts.example.com' }, ['ALERT_WEBHOOK_URL']],
    [{ ...SECRET, ALERT_WEBHOOK_URL: 'ftp://alerts.example.com' }, ['ALERT_WEBHOOK_URL']],
    [{ ...SECRET, ALERT_WEBHOOK_URL: 'https://user:password@alerts.example.com' }, ['ALERT_WEBHOOK_URL']],
    [{ ...URL, ALERT_WEBHOOK_SECRET: 'x'.repeat(23) }, ['ALERT_WEBHOOK_SECRET']],
    [{ ...URL, ALERT_WEBHOOK_SECRET: `whsec_${'x'.repeat(24)}` }, ['ALERT_WEBHOOK_SECRET']],
  ])('half given, or wrong, is an error that names what: %j', (given, names) => {
    expect(Object.keys(refusal(given).details)).toEqual(names);
  });
});

describe('WORKER_SHUTDOWN_GRACE', () => {
  it('takes a time with its unit', () => {
    const given = ['10 s', '90s', '2 min'].map((text) => readEnvironment({ WORKER_SHUTDOWN_GRACE: text }));
    expect(given.map((env) => env.WORKER_SHUTDOWN_GRACE)).toEqual([10_000, 90_000, 120_000]);
  });

  it.each(['9 s', '30', 'long', '2 h'])('refuses %s', (text) => {
    const problem = 'must be a time from 10 s to 1 h, such as 30 s, 5 min or 2 h';
    expect(refusal({ WORKER_SHUTDOWN_GRACE: text }).details).toEqual({ WORKER_SHUTDOWN_GRACE: problem });
  });
});
