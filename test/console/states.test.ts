import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { problem } from './support/problem.ts';

const defer = afterFile();
const NOTHING = { items: [], next: null };

interface Asking {
  title: string;
  path: string;
  /** What it asks the API for, below /api/v1/. */
  asks: string;
  /** What is answered in the end; undefined: by the server. */
  answer?: object;
  /** What it then says. */
  says: string;
  /** Where it asks on demand alone. */
  begin?: (page: Page) => Promise<unknown>;
}

const ASKING: readonly Asking[] = [
  { title: 'People', path: '/people', asks: 'people/search', says: 'Nobody is found' },
  { title: 'Activities', path: '/activities', asks: 'activities', says: 'No activity is found' },
  { title: 'Tasks', path: '/tasks', asks: 'tasks/search', says: 'No task is found' },
  { title: 'Unsubscribes', path: '/unsubscribes', asks: 'unsubscribes/search', says: 'Nobody is unsubscribed' },
  { title: 'Failures', path: '/failures', asks: 'failures', says: 'Nothing fails' },
  { title: 'Quota', path: '/quota', asks: 'quota', says: 'All of the instance' },
  { title: 'Audit', path: '/audit', asks: 'audit', answer: NOTHING, says: 'Nothing was done yet' },
  { title: 'Settings', path: '/settings', asks: 'settings', says: 'people.interval' },
  {
    ...{ title: 'Doctor', path: '/doctor', asks: 'doctor', says: 'All is well' },
    answer: { ok: true, startedAt: '2026-11-28T10:00:00Z', finishedAt: '2026-11-28T10:00:01Z', findings: [] },
    begin: (page) => page.getByRole('button', { name: 'Run', exact: true }).click(),
  },
  { title: 'Access', path: '/access', asks: 'tokens', answer: NOTHING, says: 'There is no token yet' },
];
/** Told by the stream of events in place of a request. */
const STREAMED = [
  { title: 'Overview', path: '/', says: 'The people sync was never started' },
  { title: 'People sync', path: '/start', says: 'A plan writes nothing.' },
] as const;

const away = problem('store.unreachable');

describe.skipIf(typeof browserFound === 'string')('each page', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it('is looked at below', async () => {
    const { page } = await rig.open('/');
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    await links.first().waitFor();
    const all = await links.all();
    const paths = await Promise.all(all.map((link) => link.getAttribute('href')));
    const known = [...ASKING, ...STREAMED].map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(known));
    expect(paths).toHaveLength(known.length);
  });

  it.each(ASKING)(
    '$title shows that it loads, what went wrong, that nobody answers, and what there is at first',
    async ({ ...asking }) => {
      const answering = answers(asking);
      const { page, expectAccessible } = await rig.open(asking.path, {
        before: (tab) => tab.page.route(({ pathname }) => pathname === `/api/v1/${asking.asks}`, answering.take),
      });
      await page.getByRole('heading', { level: 1, name: asking.title }).waitFor();
      await asking.begin?.(page);
      await page
        .getByRole('status', { name: /^(Loading|The checks run)$/ })
        .first()
        .waitFor();
      await expectAccessible();

      await answering.go('refused');
      const alert = page.getByRole('alert').filter({ hasText: away.key });
      for (const text of [away.title, away.cause, away.fix]) await alert.getByText(text, { exact: true }).waitFor();
      await expectAccessible();

      await answering.go('cut');
      await alert.getByRole('button', { name: 'Try again' }).click();
      const unreachable = page.getByRole('alert').filter({ hasText: 'The server does not answer' });
      await unreachable.getByText('Look whether "actions-sync api" runs').waitFor();

      await answering.go('answered');
      await unreachable.getByRole('button', { name: 'Try again' }).click();
      await page.getByText(asking.says).first().waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      await expectAccessible();
    },
  );

  it.each(STREAMED)(
    '$title shows that it loads, what went wrong, and how all stands at first',
    async ({ path, title, says }) => {
      const held: Route[] = [];
      const { page, expectAccessible } = await rig.open(path, {
        before: (tab) => tab.page.route('**/api/v1/status/events', (route) => void held.push(route)),
      });
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).first().waitFor();
      await expectAccessible();

      const event = `event: problem\ndata: ${JSON.stringify(away)}\n\n`;
      await held.at(0)?.fulfill({ contentType: 'text/event-stream', body: event });
      const alert = page.getByRole('alert').filter({ hasText: away.key });
      for (const text of [away.title, away.cause, away.fix]) await alert.getByText(text, { exact: true }).waitFor();
      // The stream has ended, too.
      await page.getByText('Not connected since').waitFor();
      await expectAccessible();

      await page.unroute('**/api/v1/status/events');
      for (const route of held.slice(1)) await route.continue();
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText(says).first().waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    },
  );
});

/** The server is ended under an open console. */
describe.skipIf(typeof browserFound === 'string')('without a server', () => {
  it('every page says since when, keeps what it knew, and says what to do', async () => {
    const rig = await openConsole(defer);
    const { page, complaints, expectAccessible } = await rig.open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    const seen = ASKING.filter(({ path }) => path !== '/doctor' && path !== '/quota');
    for (const { title } of seen) await go(page, title);
    await go(page, 'Overview');
    await page.getByText('The people sync was never started').waitFor();
    await rig.api.close();
    await page.getByText('Not connected since').waitFor();
    await page.getByText('The people sync was never started').waitFor();
    await expectAccessible();
    for (const { title } of seen) {
      await go(page, title);
      await page.getByText('Not connected since').waitFor();
      await page.getByRole('alert').filter({ hasText: 'The server does not answer' }).first().waitFor();
    }
    // What can't be had is told by the browser as well.
    complaints.splice(0);
  });
});

async function go(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

type Stand = 'held' | 'refused' | 'cut' | 'answered';

/** Takes the requests of a page: holds the first ones, then answers as it is told. */
function answers({ answer }: Asking) {
  let stand: Stand = 'held';
  const held: Route[] = [];
  const take = async (route: Route): Promise<void> => {
    if (stand === 'held') held.push(route);
    else if (stand === 'refused') await route.fulfill({ status: away.status, json: away });
    else if (stand === 'cut') await route.abort();
    else if (answer === undefined) await route.continue();
    else await route.fulfill({ json: answer });
  };
  const go = async (next: Stand): Promise<void> => {
    stand = next;
    for (const route of held.splice(0)) await take(route);
  };
  return { take, go };
}
