import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { FAILED, fill, PEOPLE, SELLER } from './support/filled.ts';

const defer = afterFile();
let rig: ConsoleRig;

const isThere = typeof browserFound !== 'string';
const PAGES = [
  ['people', '/people', 'Katherine Johnson'],
  ['person', '/people/1001', 'How we know'],
  ['activities', '/activities', 'Offer 1'],
  ['activity', `/activities/${FAILED}`, 'As it was logged'],
  ['tasks', '/tasks', 'Call back about the offer'],
  ['task', '/tasks/task-1', 'Salesforce'],
  ['unsubscribes', '/unsubscribes', 'gone@example.com'],
  ['failures', '/failures', 'Fix.'],
] as const;

describe.skipIf(!isThere)('the console’s pages of data', () => {
  beforeAll(async () => {
    rig = await openConsole(defer);
    await fill(rig.store, rig.instance);
  });

  it.each(PAGES)(
    '%s is readable on a desk and a phone, in light and dark, and accessible',
    async (name, path, text) => {
      for (const [look, device] of [
        ['light', 'desktop'],
        ['dark', 'phone'],
      ] as const) {
        const { page, shoot, expectAccessible } = await rig.open(path, { look, device });
        await page.getByText(text).first().waitFor();
        await shoot(name);
        await expectAccessible();
        // Nothing sticks out at the side of a phone.
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
    },
  );

  it('finds a failure, its record and its cause, and retries it', async () => {
    const { page } = await rig.open('/failures');
    const card = page.getByRole('region', { name: /field/i }).first();
    await card.getByRole('button', { name: 'Show the records' }).click();
    await card.getByRole('link', { name: FAILED }).click();
    await page.getByRole('heading', { name: 'As it was logged' }).waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('It is tried again.').waitFor();
    const stored = await rig.store.salesActivities.get(FAILED as never);
    expect(stored?.branches.salesforce?.status.state).not.toBe('failed');
  });

  it('finds a person by the beginning of a name, and shows why they are here', async () => {
    const { page } = await rig.open('/people');
    await page.getByLabel('Name, company or e-mail').fill('grace hop');
    await page.getByText('Ada Byron').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('grace');
    await page.getByRole('link', { name: 'Grace Hopper' }).click();
    await page.getByRole('heading', { name: 'Why this person is here' }).waitFor();
    await page.getByText('Navy Computing').first().waitFor();
    // What was searched for is still there.
    await page.goBack();
    expect(await page.getByLabel('Name, company or e-mail').inputValue()).toBe('grace hop');
  });

  it('erases a person once the reason and the id are given', async () => {
    const last = PEOPLE.at(-1);
    const { page } = await rig.open(`/people/${last?.id}`);
    await page.getByRole('button', { name: 'Erase' }).click();
    const form = page.getByRole('dialog');
    const erase = form.getByRole('button', { name: 'Erase for ever' });
    await form.getByText('Marketo IDs').waitFor();
    await form.getByLabel('Reason').fill('request 4711');
    expect(await erase.isDisabled()).toBe(true);
    await form.getByLabel(/to confirm/).fill(String(last?.id));
    await erase.click();
    await page.getByText(/^Erased: 1 person/).waitFor();
    await page.getByRole('heading', { name: 'Why this person is not here' }).waitFor();
    expect(await page.getByText(last?.name ?? '').count()).toBe(0);
  });

  it('makes a task, completes it and deletes it', async () => {
    const { page } = await rig.open('/tasks');
    await page.getByRole('button', { name: 'New task' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('What is to be done').fill('Send the slides');
    await form.getByLabel('Seller').fill(SELLER);
    await form.getByLabel('Person').fill(String(PEOPLE[0]?.id));
    await form.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('link', { name: 'Send the slides' }).click();
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Complete.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted.').waitFor();
    await page.getByText('Deleted', { exact: true }).first().waitFor();
  });

  it('checks addresses, and unsubscribes one', async () => {
    const { page } = await rig.open('/unsubscribes');
    const check = page.getByLabel('Addresses', { exact: true }).first();
    await check.fill('gone@example.com\nfree@example.com');
    await page.getByRole('button', { name: 'Check 2' }).click();
    await page.getByText('1 may be mailed, 1 must not.').waitFor();
    await page.getByText('It is unsubscribed here.').waitFor();
    await page.getByRole('button', { name: 'Unsubscribe', exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Addresses').fill('free@example.com, this is none');
    await form.getByRole('button', { name: /^Unsubscribe/ }).click();
    await form.getByText(/No address: this/).waitFor();
    expect((await rig.store.unsubscribes.getMany(['free@example.com'])).size).toBe(1);
  });

  it('takes an example of each kind of activity as it stands', async () => {
    const { page } = await rig.open('/activities');
    for (const kind of [
      'emailSent',
      'emailOpened',
      'emailClicked',
      'emailReplied',
      'emailBounced',
      'callReceived',
      'campaignAdded',
      'campaignRemoved',
    ]) {
      await page.getByRole('button', { name: 'Log one by hand' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel('Kind').selectOption(kind);
      await form.getByRole('button', { name: 'Log it' }).click();
      await form.waitFor({ state: 'detached' });
    }
    await page.getByRole('link', { name: 'Removed from a campaign' }).first().waitFor();
  });

  it('offers a viewer nothing that they may not do', async () => {
    const { page } = await rig.open('/tasks', { scope: 'viewer' });
    await page.getByText('Call back about the offer').waitFor();
    expect(await page.getByRole('button', { name: 'New task' }).count()).toBe(0);
    await page.goto('/failures');
    await page.getByText('Fix.').first().waitFor();
    expect(await page.getByRole('button', { name: /^(Retry|Dismiss)/ }).count()).toBe(0);
    await page.goto('/unsubscribes');
    await page.getByText('gone@example.com').waitFor();
    expect(await page.getByRole('button', { name: /subscribe|Check/ }).count()).toBe(0);
  });

  it('keeps what is searched for out of the address bar', async () => {
    const { page } = await rig.open('/unsubscribes');
    await page.getByLabel('Address', { exact: true }).fill('nobody@example.com');
    await page.getByText('This address was never unsubscribed').waitFor();
    expect(page.url()).not.toContain('example');
  });
});

it.skipIf(isThere)('needs Chromium (CHROMIUM, PATH, or Debian’s package)', () => {
  expect(browserFound).toEqual(expect.any(String));
});
