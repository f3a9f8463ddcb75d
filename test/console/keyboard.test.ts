import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { fill, PEOPLE } from './support/filled.ts';

const defer = afterFile();

/** After `g`; as docs/console.md has them. */
const KEYS = [
  ...[
    ['q', 'Quota'],
    ['l', 'Audit'],
    ['p', 'People'],
    ['a', 'Activities'],
    ['t', 'Tasks'],
    ['u', 'Unsubscribes'],
  ],
  ...[
    ['f', 'Failures'],
    ['s', 'People sync'],
    [',', 'Settings'],
    ['d', 'Doctor'],
    ['k', 'Access'],
    ['o', 'Overview'],
  ],
] as const;

/** What opens a dialog, on which page. */
const DIALOGS = [
  ['/activities', 'Log one by hand'],
  ['/tasks', 'New task'],
  ['/unsubscribes', 'Unsubscribe'],
  ['/failures', 'Retry everything'],
  ['/settings', 'Edit people.interval'],
  ['/access', 'Make a token'],
  [`/people/${PEOPLE[0]?.id}`, 'Erase'],
] as const;

/** Everything that can be worked with and be seen, in the order of the document. */
const MARK = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility() && one.type !== 'file')
  .map((one, index) => one.setAttribute('data-tab', String(index))).length`;

describe.skipIf(typeof browserFound === 'string')('the keyboard', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
    await fill(rig.store, rig.instance);
  });

  it('goes to every page by g and its letter', async () => {
    const { page } = await rig.open('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    for (const [key, title] of KEYS) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    }
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: 'Keys' }).getByRole('definition').allTextContents()).toEqual(
      expect.arrayContaining(KEYS.map(([, title]) => title)),
    );
  });

  it.each(['/people', '/unsubscribes', '/settings'])('goes to the search of %s by /', async (path) => {
    const { page } = await rig.open(path);
    const search = page.getByRole('searchbox');
    await search.waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('a/g?');
    expect(await search.inputValue()).toBe('a/g?');
  });

  it.each(DIALOGS)('opens a dialog of %s (%s), and is back where it was after Escape', async (path, name) => {
    const { page } = await rig.open(path);
    const opener = page.getByRole('button', { name, exact: true });
    await opener.waitFor();
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await page.evaluate<boolean>("document.activeElement.closest('dialog') !== null")).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => opener.and(page.locator(':focus')).count()).toBe(1);
  });

  it.each([...DIALOGS.map(([path]) => path), '/', '/quota', '/audit', '/start', '/doctor', '/people'])(
    'reaches everything on %s by Tab, in the order that is read',
    async (path) => {
      const { page } = await rig.open(path);
      await page.getByText('Live', { exact: true }).or(page.getByRole('main').getByRole('heading')).first().waitFor();
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      const { there, reached } = await tabbed(page);
      expect(reached).toEqual(Array.from({ length: there }, (_, index) => index));
      expect(there).toBeGreaterThan(15);
    },
  );
});

/** How many there are, and which of them had the focus, one after the other. */
async function tabbed(page: Page): Promise<{ there: number; reached: number[] }> {
  const there = await page.evaluate<number>(MARK);
  const reached: number[] = [];
  // Parts that scroll take the focus, too.
  for (let press = 0; press < there + 20 && reached.length < there; press += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<string | null>("document.activeElement?.getAttribute('data-tab') ?? null");
    if (at !== null && Number(at) !== reached.at(-1)) reached.push(Number(at));
  }
  return { there, reached };
}
