import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../client/access/index.ts';
import { packageVersion } from '../../worker/version.ts';
import { browserFound, type Device, type Look, type Tab } from '../console/support/browser.ts';
import { seedPeople, seedSamples } from '../console/support/busy.ts';
import { type ConsoleRig, openConsole } from '../console/support/console.ts';
import { fill, PEOPLE } from '../console/support/filled.ts';
import { examplePlan } from '../console/support/plan.ts';
import { busyStatus } from '../console/support/status.ts';
import { afterFile } from '../worker/rig.ts';

// The pictures of docs/console.md. `npm run docs:screenshots` takes them anew, of made-up people.

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const MOST_BYTES = 120 * 1_024;
const isTaken = process.env.DOCS_SCREENSHOTS === '1';

interface Picture {
  name: string;
  path: string;
  look: Look;
  device: Device;
  before?: (tab: Tab) => Promise<unknown>;
  /** Until all is there that is to be seen. */
  until: (page: Page) => Promise<unknown>;
}

const overview = async (page: Page) => {
  await page.getByRole('img', { name: /^People written a minute, since/ }).waitFor();
  await page.getByRole('img', { name: /^Calls left/ }).waitFor();
};
const person = PEOPLE[0];

const PICTURES: readonly Picture[] = [
  { name: 'overview', path: '/', look: 'light', device: 'desktop', until: overview },
  { name: 'overview-dark', path: '/', look: 'dark', device: 'desktop', until: overview },
  { name: 'overview-phone', path: '/', look: 'light', device: 'phone', until: overview },
  {
    ...{ name: 'start', path: '/start', look: 'light', device: 'desktop' },
    before: ({ page }) => page.route('**/syncs/people/plan', (route) => route.fulfill({ json: examplePlan() })),
    until: async (page) => {
      await page.getByRole('button', { name: 'Make a plan' }).click();
      await page.getByRole('row', { name: /Exports by time/ }).waitFor();
      await page.getByRole('button', { name: /^Start: / }).scrollIntoViewIfNeeded();
    },
  },
  {
    ...{ name: 'person', path: `/people/${person?.id}`, look: 'light', device: 'desktop' },
    until: (page) => page.getByText('Countess').first().waitFor(),
  },
  {
    ...{ name: 'failures', path: '/failures', look: 'light', device: 'desktop' },
    until: (page) => page.getByText('Fix.').first().waitFor(),
  },
  {
    ...{ name: 'quota-dark', path: '/quota', look: 'dark', device: 'desktop' },
    before: ({ page }) => page.route('**/api/v1/quota', (route) => route.fulfill({ json: busyDay() })),
    until: (page) => page.getByRole('img', { name: /^Calls left/ }).waitFor(),
  },
  {
    ...{ name: 'people-phone', path: '/people', look: 'dark', device: 'phone' },
    until: (page) => page.getByText('Radia Perlman').waitFor(),
  },
];

/** A working day whose calls last until midnight. */
function busyDay() {
  const now = busyStatus().people.quota;
  const hourly = (back: number) => Math.round(now.usedToday - back * 1_850 - 400 * Math.sin(back));
  const samples = Array.from({ length: 45 }, (_, index) => (44 - index) / 4).map((back) => ({
    ...{ at: new Date(Date.now() - back * 3_600_000), callsToday: hourly(back) },
  }));
  return { now, samples, forecast: { perHour: 1_850, usedAtReset: 31_760, exhaustedAt: null } };
}

describe.runIf(isTaken && typeof browserFound !== 'string')('pictures are taken', () => {
  let rig: ConsoleRig;
  const defer = afterFile();
  beforeAll(async () => {
    mkdirSync(IMAGES, { recursive: true });
    rig = await openConsole(defer, {
      ...{ instance: 'production', version: packageVersion(), connected: { marketo: true, salesforce: true } },
      temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' },
    });
    await fill(rig.store, rig.instance);
    await seedPeople(rig.store);
    await seedSamples(rig.store, rig.limits);
  });

  it.each(PICTURES)('$name', async ({ name, path, look, device, before, until }) => {
    if (name === 'start') await rig.store.peopleState.patch({ initial: 'none' });
    const { page } = await rig.open(path, {
      ...{ look, device, scope: null },
      before: async (tab) => {
        const code = await createAccess({ store: rig.store, by: 'ada' }).signInCode('admin');
        await tab.page.request.post('/api/v1/session', { data: { code } });
        await before?.(tab);
      },
    });
    await until(page);
    await page.screenshot({ path: `${IMAGES}${name}.png` });
    if (name === 'start') await seedPeople(rig.store);
  });
});

describe('the pictures of docs/console.md', () => {
  const page = readFileSync(new URL('../../docs/console.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/!\[[^\]]+\]\(images\/([\w-]+\.png)\)/g)].map(([, name = '']) => name);

  it('are all that there are, and are all shown', () => {
    expect(shown.toSorted()).toEqual(PICTURES.map(({ name }) => `${name}.png`).toSorted());
    expect(readdirSync(IMAGES).toSorted()).toEqual(shown.toSorted());
  });

  it('are small', () => {
    for (const name of readdirSync(IMAGES)) expect(statSync(`${IMAGES}${name}`).size, name).toBeLessThan(MOST_BYTES);
  });
});
