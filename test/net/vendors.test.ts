import { expect, it } from 'vitest';
import { createMarketoClient } from '../../marketo/index.ts';
import { readEnvironment } from '../../model/env.ts';
import { instanceOrigin, loginOrigin } from '../../salesforce/addresses.ts';
import { createSalesforceClient } from '../../salesforce/index.ts';
import { failureOf } from '../salesforce/rig.ts';

const LEDGER = { acquire: async () => ({ release: async () => {} }) };
const MARKETO = { clientId: 'c', clientSecret: 's', ledger: LEDGER };

it.each(['http://10.0.0.1', 'http://123-abc-456.mktorest.com', 'https://u:p@123-abc-456.mktorest.com'])(
  'Marketo at %s is refused before anything is sent',
  (baseUrl) => {
    const open = () => createMarketoClient({ ...MARKETO, baseUrl });
    expect(open).toThrowError(expect.objectContaining({ key: 'marketo.baseUrl' }));
  },
);

it('Marketo at a private address is refused when the connection is made, unless the host is allowed', async () => {
  const marketo = createMarketoClient({ ...MARKETO, baseUrl: 'https://169.254.169.254' });
  expect((await failureOf(marketo.checkCredentials())).key).toBe('net.addressRefused');
  await marketo.close();
  const http = { ...MARKETO, baseUrl: 'http://10.0.0.1', privateHosts: ['10.0.0.1'] };
  await createMarketoClient(http).close();
});

it('Salesforce at a private address is refused when the connection is made, and nothing was written', async () => {
  const salesforce = createSalesforceClient({ loginUrl: 'https://10.0.0.1', clientId: 'c', clientSecret: 's' });
  const error = await failureOf(salesforce.create('Task', [{ Subject: 'x' }], {}));
  expect(error).toMatchObject({ key: 'net.addressRefused', details: { host: '10.0.0.1' } });
  await salesforce.close();
});

it('an allowed host may be asked without TLS, and no other', () => {
  expect(loginOrigin('http://crm.inside', 'jwt', ['crm.inside'])).toBe('http://crm.inside');
  expect(() => loginOrigin('http://crm.inside', 'jwt')).toThrowError();
  expect(instanceOrigin('http://crm.inside', 'http://crm.inside', ['crm.inside'])).toBe('http://crm.inside');
});

it.each([
  ['http://127.0.0.1:8080', 'https://acme.my.salesforce.com'],
  ['https://127.0.0.1', 'https://acme.my.salesforce.com'],
  ['https://localhost', 'https://crm.inside'],
  ['https://127.salesforce.com.evil.example', 'http://127.0.0.1'],
  ['https://other.inside', 'https://crm.inside'],
])('a sign-in does not send the token to %s after %s', (instance, login) => {
  expect(() => instanceOrigin(instance, login, ['crm.inside', 'other.inside'])).toThrowError(
    expect.objectContaining({ key: 'salesforce.instanceUrl' }),
  );
});

it('ACTIONS_SYNC_PRIVATE_HOSTS lists hosts', () => {
  const read = (value: string) => readEnvironment({ ACTIONS_SYNC_PRIVATE_HOSTS: value }).ACTIONS_SYNC_PRIVATE_HOSTS;
  expect(read('CRM.inside, 10.0.0.1,fd00::1')).toEqual(['crm.inside', '10.0.0.1', 'fd00::1']);
  for (const bad of ['https://crm.inside', 'crm.inside:8080', 'a,,b', 'a b']) expect(() => read(bad)).toThrowError();
});
