import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { seedPeople, seedSamples } from './support/busy.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('the overview', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer, { temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'sync' } });
    await seedPeople(rig.store);
    await seedSamples(rig.store, rig.limits);
  });

  it.each(LOOKS)('shows how every flow stands ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/', { look, device });
    await page.getByRole('region', { name: 'Initial sync' }).getByText('62 %').waitFor();
    await page.getByRole('img', { name: /^People written a minute, since/ }).waitFor();
    await page.getByRole('img', { name: /^Calls left/ }).waitFor();
    await shoot('overview');
    await expectAccessible();
    // Nothing is cut at the side.
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('lists what waits for a person, with where to go, and why a flow stands', async () => {
    const { page } = await rig.open('/');
    await page.getByRole('link', { name: 'People sync 3 waiting for you' }).waitFor();
    const needs = page.getByRole('region', { name: 'Waits for you' });
    await needs.getByText('3 people held by the brake').waitFor();
    const trouble = needs.getByText('this stops the initial sync');
    await trouble.click();
    await needs.getByText('marketo.608').waitFor();
    await needs.getByRole('link', { name: 'Look and approve' }).click();
    await page.getByRole('heading', { level: 1, name: 'People sync' }).waitFor();
  });

  it('follows what happens without being asked', async () => {
    const { page } = await rig.open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await rig.store.peopleState.patch({ visible: 204_999 });
    await page.getByText('204,999').first().waitFor();
    await rig.store.peopleState.patch({ visible: 204_117 });
  });

  it('leads from a flow to its workflow in Temporal', async () => {
    const { page } = await rig.open('/');
    const link = page.getByRole('region', { name: 'Changes', exact: true }).getByRole('link', { name: 'In Temporal' });
    const id = encodeURIComponent(`${rig.instance}/people-changes`);
    expect(await link.getAttribute('href')).toBe(`http://127.0.0.1:8233/namespaces/sync/workflows/${id}`);
  });

  it('says since when it is not connected, shows what it knew, and connects again', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.route('**/api/v1/**', (route) => route.abort());
    rig.api.server.closeAllConnections();
    await page.getByText('Not connected since').waitFor();
    await page.getByText('204,117').first().waitFor();
    await shoot('not-connected');
    await expectAccessible();
    await page.unroute('**/api/v1/**');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByText('Not connected since').count()).toBe(0);
  });

  it('shows the last day instead of the last hour', async () => {
    const { page } = await rig.open('/');
    await page.getByRole('button', { name: 'Last day' }).click();
    await page.getByRole('img', { name: /^People written in 10 min, since/ }).waitFor();
  });
});
