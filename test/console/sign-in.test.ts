import { beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../client/access/index.ts';
import { tokenOf } from '../api/support/access.ts';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('signing in', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it.each(['light', 'dark'] as const)('asks for a token where nobody is signed in (%s)', async (look) => {
    const { page, shoot, expectAccessible } = await rig.open('/quota', { scope: null, look });
    await page.getByLabel('Token').fill('not a token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token or code signs nobody in').waitFor();
    await shoot('sign-in');
    await expectAccessible();
    const { token } = await tokenOf(rig.store, 'viewer');
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    // Where it was asked for.
    await page.getByRole('heading', { level: 1, name: 'Quota' }).waitFor();
    expect(await page.title()).toBe('Quota · actions-sync');
  });

  it('takes the one-time code of an address, and clears the address of it', async () => {
    const { page } = await rig.open(`/sign-in#code=${await codeOf(rig)}`, { scope: null });
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(page.url()).toBe(`${rig.url}/`);
    // The link that was followed before leads there, too.
    await page.goto('/sign-in');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('shows whoever looks no page that is for admins, and signs out', async () => {
    const { page } = await rig.open('/', { scope: 'viewer' });
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Settings' }).waitFor();
    expect(await pages.getByRole('link', { name: 'Access' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.reload();
    await page.getByLabel('Token').waitFor();
  });

  it('says that a session has ended, and goes on at the same page', async () => {
    const { page } = await rig.open('/quota');
    await page.getByRole('heading', { level: 1, name: 'Quota' }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByText('Your session has ended').waitFor();
    const { token } = await tokenOf(rig.store, 'admin');
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Access' }).waitFor();
  });

  it('says what to do where the server does not answer', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/', {
      before: (tab) => tab.page.route('**/api/v1/session', (route) => route.abort()),
    });
    await page.getByRole('alert').getByText('The server does not answer').waitFor();
    await shoot('unreachable');
    await expectAccessible();
    await page.unroute('**/api/v1/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
});

function codeOf({ store }: ConsoleRig): Promise<string> {
  return createAccess({ store, by: 'tester' }).signInCode('admin');
}
