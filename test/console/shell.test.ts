import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('the shell', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it('goes to a page by g and its letter, shows the keys by ?, and leaves letters in fields alone', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('These keys').waitFor();
    await shoot('keys');
    await expectAccessible();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await page.getByLabel('By').fill('');
    await page.keyboard.type('gq?');
    expect(await page.getByLabel('By').inputValue()).toBe('gq?');
    expect(page.url()).toBe(`${rig.url}/audit`);
  });

  it('lets the keyboard skip to the content, and begins there on a new page', async () => {
    const { page } = await rig.open('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('To the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
    await page.getByRole('link', { name: 'Quota', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Quota' }).waitFor();
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
  });

  it('has its pages behind a menu on phones', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/', { device: 'phone' });
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    const menu = page.getByRole('dialog', { name: 'Menu' });
    await menu.getByRole('link', { name: 'Audit' }).waitFor();
    await shoot('menu');
    await expectAccessible();
    await menu.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    expect(await menu.count()).toBe(0);
  });

  it('keeps the colours that somebody chose', async () => {
    const { page } = await rig.open('/', { look: 'light' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByLabel('Colours').selectOption('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByLabel('Colours').waitFor();
    expect(await ground()).toBe(dark);
    await page.getByLabel('Colours').selectOption('system');
    expect(await ground()).toBe(light);
  });

  it('says that there is no such page', async () => {
    const { page } = await rig.open('/no/such/page');
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'To the overview' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('says what it means, why and what to do where a request fails, and tries again', async () => {
    const problem = {
      ...{
        type: 'x',
        title: 'MongoDB does not answer',
        status: 503,
        detail: '',
        instance: 'x',
        key: 'store.unreachable',
      },
      ...{ class: 'retry', cause: 'It is down.', fix: 'Start it.', details: {}, retryAt: null },
    };
    const { page, shoot, expectAccessible } = await rig.open('/audit', {
      before: (tab) => tab.page.route('**/api/v1/audit*', (route) => route.fulfill({ status: 503, json: problem })),
    });
    const alert = page.getByRole('alert');
    for (const text of ['MongoDB does not answer', 'It is down.', 'Start it.', 'store.unreachable']) {
      await alert.getByText(text).waitFor();
    }
    await shoot('fault');
    await expectAccessible();
    await page.unroute('**/api/v1/audit*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table').or(page.getByText('Nothing was done yet')).waitFor();
  });

  it('says so where a page can’t be loaded, and loads it on demand', async () => {
    let isAway = true;
    const { page } = await rig.open('/', {
      before: (tab) =>
        tab.page.route('**/assets/*.js', async (route) => {
          const answer = await route.fetch();
          if (isAway && (await answer.text()).includes('What admins, operators and the worker did'))
            await route.abort();
          else await route.fulfill({ response: answer });
        }),
    });
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('alert').getByText('This page could not be loaded').waitFor();
    isAway = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  });

  it('keeps a fault of one page to that page', async () => {
    const { page, complaints } = await rig.open('/quota', {
      before: (tab) => tab.page.route('**/api/v1/quota', (route) => route.fulfill({ json: { now: null } })),
    });
    await page.getByRole('alert').getByText('console.bug').waitFor();
    await page.unroute('**/api/v1/quota');
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    expect(complaints.splice(0)).not.toEqual([]);
  });
});
