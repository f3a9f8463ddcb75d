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

  it('asks the same thing again where an answer was lost, and it is done once', async () => {
    const keys: (string | undefined)[] = [];
    const { page } = await rig.open('/access', {
      before: (tab) =>
        tab.page.route('**/api/v1/tokens', async (route) => {
          if (route.request().method() !== 'POST') return route.continue();
          keys.push(route.request().headers()['idempotency-key']);
          await route.fetch();
          return route.abort();
        }),
    });
    await page.getByRole('button', { name: 'Make a token' }).click();
    const making = page.getByRole('dialog', { name: 'Make a token' });
    const make = making.getByRole('button', { name: 'Make', exact: true });
    await making.getByLabel('Name').fill('lost answer');
    await make.click();
    await making.getByRole('alert').getByText('The server does not answer').waitFor();
    await page.unroute('**/api/v1/tokens');
    const again = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/tokens'));
    await make.click();
    keys.push((await again).headers()['idempotency-key']);
    await making.getByRole('alert').getByText('was done, and its answer is not kept').waitFor();
    const { items } = await (await page.request.get('/api/v1/tokens')).json();
    expect(items.filter(({ name }: { name: string }) => name === 'lost answer')).toHaveLength(1);
    expect(keys[0]).toMatch(/^[a-z0-9-]{10,64}$/);
    expect(keys[1]).toBe(keys[0]);

    // Another name is another request.
    const other = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/tokens'));
    await making.getByLabel('Name').fill('another app');
    await make.click();
    expect((await other).headers()['idempotency-key']).not.toBe(keys[0]);
    await page.getByRole('dialog', { name: 'The token another app' }).waitFor();
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
