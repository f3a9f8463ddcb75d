import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('the settings', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it('switches a sync after saying what that does', async () => {
    const { page } = await rig.open('/settings');
    const emails = page.getByRole('switch', { name: 'Sales app to Salesforce: Emails' });
    expect(await emails.getAttribute('aria-checked')).toBe('false');
    await emails.click();
    const dialog = page.getByRole('dialog', { name: 'Switch on: Emails?' });
    await dialog.getByText('salesforce.logEmails').waitFor();
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await page.getByText('Emails: on.').waitFor();
    await page.getByRole('switch', { name: 'Sales app to Salesforce: Emails', checked: true }).waitFor();
    expect(await rig.store.settings.salesforce()).toMatchObject({ logEmails: true });
  });

  it('shows at the field what the API says is wrong, then takes what is right and keeps who did it', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/settings');
    await page.getByRole('button', { name: 'Edit people.interval' }).click();
    const dialog = page.getByRole('dialog', { name: 'people.interval' });
    const value = dialog.getByLabel('Value');
    await value.fill('soon');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('For people.interval give a time').waitFor();
    expect(await value.getAttribute('aria-invalid')).toBe('true');
    await shoot('settings-wrong');
    await expectAccessible();
    await value.fill('2 min');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('people.interval is 2 min now.').waitFor();
    const row = page.getByRole('row', { name: /people\.interval/ });
    await row.getByText('by token admin-app').waitFor();
    await row.getByRole('button').click();
    await dialog.getByText('30 s → 2 min').waitFor();
    await dialog.getByRole('button', { name: 'Use the default' }).click();
    await page.getByText('people.interval is 30 s now.').waitFor();
  });

  it.each(LOOKS)(
    'lists every setting with default, effect and last change ($look, $device)',
    async ({ look, device }) => {
      const { page, shoot, expectAccessible } = await rig.open('/settings', { look, device });
      await page.getByRole('row', { name: /retention\.failures/ }).waitFor();
      await shoot('settings');
      await expectAccessible();
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );

  it('finds settings by name and effect, and those that were changed', async () => {
    const { page } = await rig.open('/settings');
    await page.getByLabel('Search').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no such setting');
    await page.getByText('No setting matches').waitFor();
    await page.getByLabel('Search').fill('SMART list');
    expect(await page.getByRole('row', { name: /Edit/ }).count()).toBe(1);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Only what differs').check();
    expect(await page.getByRole('row', { name: /Edit/ }).allTextContents()).toEqual([
      expect.stringContaining('salesforce.logEmails'),
    ]);
  });

  it('gives a file, and says what a file would change before it does', async () => {
    const { page } = await rig.open('/settings');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(file.settings).toEqual({ 'salesforce.logEmails': 'on' });
    file.settings['people.cap'] = '2000000';
    await choose(page, JSON.stringify(file));
    const dialog = page.getByRole('dialog', { name: 'Import these settings?' });
    await dialog.getByText('1,500,000 → 2,000,000').waitFor();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Imported: 1 setting changed.').waitFor();
    expect(await rig.store.settings.people()).toMatchObject({ cap: 2_000_000 });
  });

  it('refuses a file that is none', async () => {
    const { page } = await rig.open('/settings');
    await choose(page, 'no JSON');
    await page.getByRole('alert').getByText('The file is no JSON').waitFor();
  });

  it('lets a viewer look, and change nothing', async () => {
    const { page } = await rig.open('/settings', { scope: 'viewer' });
    await page.getByRole('button', { name: 'History people.cap' }).click();
    const dialog = page.getByRole('dialog', { name: 'people.cap' });
    await dialog.getByText('by token').or(dialog.getByText('token admin-app')).first().waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await page.getByRole('switch', { name: 'Marketo to the sales app: People' }).isDisabled()).toBe(true);
  });
});

async function choose(page: Awaited<ReturnType<ConsoleRig['open']>>['page'], text: string): Promise<void> {
  await page.getByRole('button', { name: 'Import' }).waitFor();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'settings.json', mimeType: 'application/json', buffer: Buffer.from(text) });
}
