import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';

const defer = afterFile();
const PEOPLE = 1_000_000;
const PAGE = 200;
/** So many pages are gone through. */
const PAGES = 7;
const MOST_ROWS = 1_000;

/** As the API tells a page of a million people; the cursor is the number of those before. */
function pageAfter(before: number) {
  const items = Array.from({ length: PAGE }, (_, index) => {
    const id = before + index + 1;
    return {
      ...{
        marketoId: id,
        state: 'qualified',
        firstName: 'Person',
        lastName: String(id),
        company: 'Many Ltd',
        title: null,
      },
      ...{
        email: `person.${id}@example.com`,
        ownerId: '005000000000001AAA',
        asOf: id,
        syncedAt: '2026-11-28T10:00:00Z',
      },
    };
  });
  return { items, next: before + PAGE < PEOPLE ? String(before + PAGE) : null };
}

describe.skipIf(typeof browserFound === 'string')('a list of a million', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it('stays small however far somebody goes, says where it is, and leads back', async () => {
    const { page } = await rig.open('/people', {
      before: (tab) =>
        tab.page.route('**/api/v1/people/search', (route) => {
          const { cursor = '0' } = route.request().postDataJSON();
          return route.fulfill({ json: pageAfter(Number(cursor)) });
        }),
    });
    const rows = page.locator('main tr');
    const nodes = () => page.evaluate<number>("document.querySelectorAll('*').length");
    await page.getByText('200 shown').waitFor();
    const first = await nodes();
    for (let shown = 2; shown <= PAGES; shown += 1) {
      await page.getByText('Show more', { exact: true }).click();
      await page.locator(`a[href="/people/${shown * PAGE}"]`).waitFor();
      // The head is one, too.
      expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS + 1);
    }
    await page.getByText('The first 400 are not shown any more').waitFor();
    await page.getByText('401 to 1,400 shown').waitFor();
    expect(await nodes()).toBeLessThan(first * (MOST_ROWS / PAGE) + 100);
    await page.getByRole('button', { name: 'To the beginning' }).click();
    await page.getByText('200 shown', { exact: true }).waitFor();
    await page.locator('a[href="/people/1"]').waitFor();
    expect(await rows.count()).toBe(PAGE + 1);
  });
});
