import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('access', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it('makes a token, shows it once, and revokes it', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/access');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const making = page.getByRole('dialog', { name: 'Make a token' });
    await making.getByLabel('Name').fill('sales app');
    await making.getByLabel('Scope').selectOption('operator');
    await making.getByRole('button', { name: 'Make', exact: true }).click();
    const shown = page.getByRole('dialog', { name: 'The token sales app' });
    const token = await shown.locator('code').first().textContent();
    await shoot('access-token');
    await expectAccessible();
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    const row = page.getByRole('row', { name: /sales app/ });
    await row.getByText('operator').waitFor();
    await row.getByText('in 89 d 23 h').waitFor();
    expect(await page.content()).not.toContain(token);
    const asks = () => rig.api.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } });
    expect((await asks()).statusCode).toBe(200);

    await row.getByRole('button', { name: 'Revoke sales app' }).click();
    await page.getByRole('dialog', { name: 'Revoke sales app?' }).getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    await expect.poll(async () => (await asks()).statusCode, { timeout: 15_000 }).toBe(401);
  });

  it('says what is wrong with a name', async () => {
    const { page } = await rig.open('/access');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const making = page.getByRole('dialog', { name: 'Make a token' });
    await making.getByLabel('Name').fill('ann@example.com');
    await making.getByRole('button', { name: 'Make', exact: true }).click();
    await making.getByRole('alert').getByText('access.token').waitFor();
  });

  it.each(LOOKS)('lists who may call ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/access', { look, device });
    await page.getByRole('row', { name: /sales app/ }).waitFor();
    await shoot('access');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
