import { expect, onTestFinished, test } from 'vitest';
import { checkMailCheck } from '../../client/cli/doctor/marketo/mail-check.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { DEFAULT_CHECK_SETTINGS } from '../../model/settings.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { scriptedMarketo } from '../client/check/fakes.ts';

const on = (otherFlags = false) => ({ ...DEFAULT_CHECK_SETTINGS, marketo: true, otherFlags });

async function simulated(permissions: string[]) {
  const clients = [{ clientId: 'c', clientSecret: 's', permissions }];
  const simulator = await startMarketoSimulator({ people: 10, limits: 'off', clients });
  const ledger = { acquire: async () => ({ release: async () => {} }) };
  const marketo = createMarketoClient({ baseUrl: simulator.baseUrl, clientId: 'c', clientSecret: 's', ledger });
  onTestFinished(async () => {
    await marketo.close();
    await simulator.close();
  });
  return marketo;
}

test('with the right to read people the check works, with its other flags too', async () => {
  const marketo = await simulated(['Read-Only Lead']);
  expect(await checkMailCheck(marketo, async () => on())).toEqual([
    { id: 'marketo.unsubscribeCheck', status: 'ok', message: 'unsubscribed can be read' },
  ]);
  expect(await checkMailCheck(marketo, async () => on(true))).toMatchObject([
    { status: 'ok', message: 'unsubscribed, blackListed, emailInvalid, marketingSuspended can be read' },
  ]);
});

test('without the right it fails and names it', async () => {
  const marketo = await simulated(['Read-Only Activity']);
  expect(await checkMailCheck(marketo, async () => on())).toMatchObject([
    { status: 'fail', message: expect.stringContaining('“Read-Only Lead” is missing') },
  ]);
});

test('a field that is hidden fails and is named; while the check is off nothing is asked', async () => {
  const { marketo, asked, described } = scriptedMarketo(async () => []);
  described.names = ['email', 'unsubscribed', 'emailInvalid'];
  expect(await checkMailCheck(marketo, async () => on(true))).toMatchObject([
    { status: 'fail', message: expect.stringContaining('(field blackListed, marketingSuspended)') },
  ]);
  described.calls = 0;
  expect(await checkMailCheck(marketo, async () => DEFAULT_CHECK_SETTINGS)).toMatchObject([
    { status: 'skipped', message: 'off (setting check.marketo)' },
  ]);
  expect([asked, described.calls]).toEqual([[], 0]);
});
