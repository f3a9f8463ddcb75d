import { generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { openSalesforce } from '../../worker/salesforce.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

async function org() {
  const app = { clientId: 'app', clientSecret: 'app-secret', publicKey: PUBLIC };
  const sim = await startSalesforceSimulator({ people: 10, clients: [app] });
  onTestFinished(() => sim.close());
  return { sim, common: { SALESFORCE_LOGIN_URL: sim.loginUrl, SALESFORCE_CLIENT_ID: sim.clientId } };
}

it('without the variables there is no client', () => {
  expect(openSalesforce(readEnvironment({}))).toBeNull();
});

it('a secret, or a user with a key, opens one', async () => {
  const { sim, common } = await org();
  const jwt = { SALESFORCE_USERNAME: sim.username, SALESFORCE_PRIVATE_KEY: PRIVATE.replaceAll('\n', '\\n') };
  for (const credentials of [{ SALESFORCE_CLIENT_SECRET: sim.clientSecret }, jwt]) {
    const client = openSalesforce(readEnvironment({ ...common, ...credentials }));
    onTestFinished(() => client?.close());
    expect((await client?.describe('Task', {}))?.name).toBe('Task');
  }
});
