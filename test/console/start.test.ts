import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { browserFound, type Tab } from './support/browser.ts';
import { seedPeople } from './support/busy.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';
import { examplePlan } from './support/plan.ts';

const defer = afterFile();

/** Answers in place of the API, where Marketo or a worker would be needed. @returns what was asked */
function answering(path: string, json: object) {
  const asked: unknown[] = [];
  const before = ({ page }: Tab) =>
    page.route(`**/api/v1/${path}`, async (route) => {
      asked.push(route.request().postDataJSON());
      await route.fulfill({ json });
    });
  return { asked, before };
}

describe.skipIf(typeof browserFound === 'string')('the people sync', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
    await seedPeople(rig.store);
  });
  beforeEach(() => rig.store.peopleState.patch({ initial: 'none' }));

  it.each(LOOKS)('plans and shows what each strategy costs ($look, $device)', async ({ look, device }) => {
    const { before } = answering('syncs/people/plan', examplePlan());
    const { page, shoot, expectAccessible } = await rig.open('/start', { look, device, before });
    await page.getByRole('button', { name: 'Make a plan' }).click();
    await page
      .getByRole('row', { name: /Exports by time/ })
      .getByText('48 exports; waits for 1 reset')
      .waitFor();
    await shoot('start-plan');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('starts the strategy that was chosen, after saying its price', async () => {
    const plan = answering('syncs/people/plan', examplePlan());
    const start = answering('syncs/people/start', { outcome: 'started' });
    const { page, shoot, expectAccessible } = await rig.open('/start', {
      before: async (tab) => {
        await plan.before(tab);
        await start.before(tab);
      },
    });
    await page.getByRole('button', { name: 'Make a plan' }).click();
    expect(await page.getByRole('radio', { name: /Salesforce scan/ }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: /Smart list export/ }).isDisabled()).toBe(true);
    await page.getByRole('radio', { name: /Exports by time/ }).check();
    await page.getByRole('button', { name: 'Start: Exports by time' }).click();
    const dialog = page.getByRole('dialog', { name: 'Read everyone in Marketo?' });
    await dialog.getByText('140, 1 % of what is left today').waitFor();
    await shoot('start-confirm');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Started: everyone is read once').waitFor();
    expect(start.asked).toEqual([{ again: false, strategy: 'bulk', smartList: null }]);
  });

  it.each(LOOKS)('shows how far it is, and why it waits ($look, $device)', async ({ look, device }) => {
    await rig.store.peopleState.patch({ initial: 'running' });
    const { page, shoot, expectAccessible } = await rig.open('/start', { look, device });
    const card = page.getByRole('region', { name: 'Reading everyone' });
    await card.getByText('1,240,000 of 2,000,000 ids').waitFor();
    await card.getByText('marketo.608').waitFor();
    await shoot('start');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('asks before it pauses, and says what that does', async () => {
    await rig.store.peopleState.patch({ initial: 'running' });
    const pause = answering('syncs/people/pause', { initial: 'running', changes: 'paused', reconcile: 'none' });
    const { page } = await rig.open('/start', { scope: 'operator', before: pause.before });
    await page
      .getByRole('row', { name: /^Changes/ })
      .getByRole('button', { name: 'Pause' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Pause the changes?' });
    await dialog.getByText('Nothing new comes from Marketo until it is resumed').waitFor();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused the changes.').waitFor();
    expect(pause.asked).toEqual([{ flow: 'changes' }]);
  });

  it('lets who may only look start and steer nothing', async () => {
    const { page } = await rig.open('/start', { scope: 'viewer' });
    await page.getByRole('row', { name: /^Changes/ }).waitFor();
    for (const name of ['Make a plan', 'Pause', 'Approve']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  });
});
