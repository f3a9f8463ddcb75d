import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { seedSamples } from './support/busy.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('quota and audit', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
    await seedSamples(rig.store, rig.limits);
    for (let row = 0; row < 60; row += 1) {
      await rig.store.audit.add({ action: 'people.start', by: 'ann', details: { again: row % 2 === 0, row } });
    }
    await rig.store.audit.add({ action: 'settings.set', by: 'bob', details: { key: 'people.cap', new: '2,000,000' } });
  });

  it.each(LOOKS)('shows whether the day’s calls last ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/quota', { look, device });
    await page.getByRole('img', { name: /^Calls left, since/ }).waitFor();
    await page.getByRole('row', { name: /Sales activities/ }).waitFor();
    await shoot('quota');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it.each(LOOKS)('shows who changed what ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/audit', { look, device });
    await page.getByText('key people.cap, new 2,000,000').waitFor();
    await shoot('audit');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('shows more of the audit log on demand, and what somebody did alone', async () => {
    const { page } = await rig.open('/audit');
    const rows = page.getByRole('table').getByRole('row');
    await page.getByText('50 shown').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('row', { name: /again true, row 0/ }).waitFor();
    await page.getByLabel('By').fill('bob');
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('50 shown').waitFor();
  });
});
