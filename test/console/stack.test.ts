import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createAccess } from '../../client/access/index.ts';
import { serveApi } from '../../client/cli/api/serve.ts';
import { signInLink } from '../../client/cli/tokens/link.ts';
import { runWorker } from '../../worker/index.ts';
import { truthOf } from '../worker/people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from '../worker/rig.ts';
import { browserFound, openBrowser, openTab, type Tab } from './support/browser.ts';

// The console as it is run: the API as `actions-sync api` composes it, a worker, Temporal, MongoDB and a simulated Marketo.
// One visit from signing in to signing out; each step goes on where the one before it ended.

const PEOPLE = 300;
const AWAY = [{ match: { class: 'activities' as const }, do: { code: '603' } }];
const REASON = 'request 4711';

const defer = afterFile();
const isThere = typeof browserFound !== 'string';

describe.skipIf(!isThere)(isThere ? 'a visit' : 'a visit (skipped: no Chromium)', () => {
  let rig: WorkerRig;
  let browser: Browser;
  let tab: Tab;
  let link: string;
  /** Somebody with an owner, whom the visit is about. */
  let person: { id: number; name: string };

  beforeAll(async () => {
    rig = await openWorkerRig({ people: PEOPLE, limits: 'off', seed: 9 }, defer);
    await rig.store.migrate();
    await rig.store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: 1_000 }, 'test');
    // The worker and the API read Temporal's own variables.
    vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
    const stop = new AbortController();
    const worker = runWorker({ env: rig.env, signal: stop.signal, lookEveryMs: 200 });
    let served: Promise<void> | undefined;
    defer(() => {
      stop.abort();
      return Promise.allSettled([worker, served]);
    });
    const url = await new Promise<string>((resolve, reject) => {
      served = serveApi({ ...rig.variables, API_ADDRESS: '127.0.0.1:0' }, stop.signal, resolve);
      served.catch(reject);
    });
    link = signInLink(url, await createAccess({ store: rig.store, by: 'ada' }).signInCode('admin'));
    const found = [...truthOf(rig.simulator.instance)].find(([, { firstName, lastName }]) => firstName && lastName);
    if (found === undefined) throw new Error('nobody has a name');
    person = { id: found[0], name: `${found[1].firstName} ${found[1].lastName}` };
    browser = await openBrowser();
    defer(() => browser.close());
    tab = await openTab(browser, url);
  });

  const go = async (title: string) => {
    await tab.page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link')
      .filter({ hasText: new RegExp(`^${title}(?:\\d|$)`) })
      .click();
    await tab.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  };

  it('begins with a link that works once, and shows the flows as they are', async () => {
    const { page } = tab;
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('The people sync was never started').waitFor();
    expect(page.url()).not.toContain('code');
    const other = await openTab(browser, link);
    await other.page.goto(link);
    await other.page.getByRole('alert').getByText('This token or code signs nobody in').waitFor();
    await other.page.context().close();
  });

  it('plans with the price of each way, starts, and sees everyone being read', async () => {
    const { page } = tab;
    await go('People sync');
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page.getByRole('button', { name: /^Start: / }).click();
    const dialog = page.getByRole('dialog', { name: 'Read everyone in Marketo?' });
    await dialog.getByText('% of what is left today').waitFor();
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    const card = page.getByRole('region', { name: 'Reading everyone' });
    await card.getByText('Complete', { exact: true }).first().waitFor({ timeout: 30_000 });
    const truth = truthOf(rig.simulator.instance).size;
    await card.getByText(`${PEOPLE}, ${truth} of them with an owner`).waitFor();
    await go('Overview');
    await page.getByRole('region', { name: 'Changes', exact: true }).getByText('Running').waitFor();
  });

  it('changes a setting, sees who changed it, and switches a sync off and on', async () => {
    const { page } = tab;
    await go('Settings');
    await page.getByRole('button', { name: 'Edit people.interval' }).click();
    const dialog = page.getByRole('dialog', { name: 'people.interval' });
    await dialog.getByLabel('Value').fill('2 s');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('people.interval is 2 s now.').waitFor();
    await page
      .getByRole('row', { name: /people\.interval/ })
      .getByText('by ada')
      .waitFor();
    for (const value of ['off', 'on'] as const) {
      await page.getByRole('switch', { name: 'Marketo to the sales app: People' }).click();
      const asked = page.getByRole('dialog', { name: `Switch ${value}: People?` });
      await asked.getByRole('button', { name: `Switch ${value}` }).click();
      await page.getByText(`People: ${value}.`).waitFor();
      await expect.poll(async () => (await rig.store.settings.people()).sync).toBe(value === 'on');
    }
  });

  it('finds a person, why they are here, and what changed, as soon as they are read again', async () => {
    const { page } = tab;
    await go('People');
    await page.getByLabel('Name, company or e-mail').fill(person.name);
    await page.locator(`a[href="/people/${person.id}"]`).click();
    await page.getByRole('heading', { level: 1, name: person.name }).waitFor();
    await page.getByRole('region', { name: 'Why this person is here' }).getByText('owns the person').waitFor();
    rig.simulator.instance.update(person.id, { title: 'Countess' });
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText('Read again from Marketo.').waitFor();
    await page
      .getByRole('row', { name: /Countess/ })
      .first()
      .waitFor();
  });

  it('sees a failure with its cause, has it tried again once it is mended, and it is gone', async () => {
    const { page } = tab;
    const faults = (rules: object) =>
      fetch(`${rig.simulator.controlUrl}/faults`, { method: 'PUT', body: JSON.stringify(rules) });
    expect((await faults(AWAY)).status).toBe(200);
    await go('Overview');
    await page.getByRole('region', { name: 'Waits for you' }).getByText('this stops the changes').waitFor();
    await go('Failures');
    const card = page.getByRole('region').filter({ hasText: 'marketo.603' });
    await card.getByText('Fix.').waitFor();
    await card.getByText('people-changes').waitFor();
    expect((await faults([])).status).toBe(200);
    await card.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('dialog', { name: 'Retry' }).getByRole('button', { name: 'Retry' }).click();
    await page.getByText('Tried again: 1 flow.').waitFor();
    await page.getByText('Nothing fails').waitFor();
    await go('Overview');
    await page.getByRole('region', { name: 'Waits for you' }).getByText('Nothing', { exact: true }).waitFor();
    expect(await rig.store.failures.list(10)).toEqual([]);
  });

  it('asks whether an address may be mailed', async () => {
    const { page } = tab;
    await go('Unsubscribes');
    await page.getByLabel('Addresses', { exact: true }).first().fill('free@example.com');
    await page.getByRole('button', { name: /^Check/ }).click();
    await page.getByText('free@example.com').first().waitFor();
    await page.getByText('may be mailed').first().waitFor();
  });

  it('erases the person, with a reason and their id', async () => {
    const { page } = tab;
    await go('People');
    await page.getByLabel('Name, company or e-mail').fill(String(person.id));
    await page.getByRole('link', { name: 'To the person with the Marketo ID' }).click();
    await page.getByRole('button', { name: 'Erase' }).click();
    const dialog = page.getByRole('dialog', { name: `Erase person ${person.id}` });
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByLabel(`Type ${person.id} to confirm`).fill(String(person.id));
    await dialog.getByRole('button', { name: 'Erase for ever' }).click();
    await page.getByText('Erased: 1 person.').waitFor();
    await page.getByText('Why this person is not here').waitFor();
    expect(await page.getByText(person.name).count()).toBe(0);
  });

  it('finds all of it in the audit, by whom, and nothing of the person', async () => {
    const { page } = tab;
    await go('Audit');
    const rows = page.getByRole('table').getByRole('row');
    for (const what of ['session.start', 'people.start', 'settings.set', 'people.erase']) {
      await rows.filter({ hasText: what }).filter({ hasText: 'ada' }).first().waitFor();
    }
    for (const path of ['people/resync', 'failures/retry']) await rows.filter({ hasText: path }).first().waitFor();
    await rows.filter({ hasText: 'people.erase' }).filter({ hasText: REASON }).first().waitFor();
    expect(await page.content()).not.toContain(person.name);
  });

  it('ends with signing out', async () => {
    const { page } = tab;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect((await page.request.get('/api/v1/status')).status()).toBe(401);
    expect(tab.complaints).toEqual([]);
  });
});
