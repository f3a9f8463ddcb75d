import { beforeAll, describe, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { endFlows } from '../workflows/flows.ts';
import { browserFound } from './support/browser.ts';
import { seedPeople } from './support/busy.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';
import { examplePlan } from './support/plan.ts';

const defer = afterFile();

describe.skipIf(typeof browserFound === 'string')('the people sync', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer, { plan: async () => examplePlan() });
    defer(() => endFlows(rig.instance));
  });

  it.each(LOOKS)('plans and shows what each strategy costs ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/start', { look, device });
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
    const { page, shoot, expectAccessible } = await rig.open('/start', { scope: 'operator' });
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
    await page.getByRole('region', { name: 'Reading everyone' }).getByText('Running').waitFor();
    expect(await rig.store.peopleState.get()).toMatchObject({ initial: 'running', strategy: 'bulk', smartList: null });
  });

  it('asks before it pauses, says what that does, and resumes', async () => {
    const { page } = await rig.open('/start', { scope: 'operator' });
    const changes = page.getByRole('row', { name: /^Changes/ });
    await changes.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause the changes?' });
    await dialog.getByText('Nothing new comes from Marketo until it is resumed').waitFor();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await changes.getByText('Paused').waitFor();
    expect(await rig.store.peopleState.get()).toMatchObject({ initial: 'running', changes: 'paused' });
    await changes.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog', { name: 'Resume the changes?' }).getByRole('button', { name: 'Resume' }).click();
    await changes.getByText('Running').waitFor();
  });

  it.each(LOOKS)('shows how far it is, and why it waits ($look, $device)', async ({ look, device }) => {
    await seedPeople(rig.store);
    const { page, shoot, expectAccessible } = await rig.open('/start', { look, device });
    const card = page.getByRole('region', { name: 'Reading everyone' });
    await card.getByText('1,240,000 of 2,000,000 ids').waitFor();
    await card.getByText('marketo.608').waitFor();
    await shoot('start');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('shows an admin who is held, and why nothing can be approved now', async () => {
    const { page, shoot, expectAccessible } = await rig.open('/start');
    await page.getByRole('button', { name: 'Who' }).click();
    const who = page.getByRole('dialog', { name: 'Held by the brake' });
    await who.getByRole('row', { name: /102/ }).getByText('Not returned by Marketo').waitFor();
    await shoot('start-held');
    await expectAccessible();
    await who.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    const approve = page.getByRole('dialog', { name: 'Let 3 people leave?' });
    await approve.getByRole('button', { name: 'Approve' }).click();
    await approve.getByRole('alert').getByText('temporal.noWorker').waitFor();
  });

  it('cancels, and goes on where it was', async () => {
    const { page } = await rig.open('/start', { scope: 'operator' });
    const initial = page.getByRole('row', { name: /^Initial sync/ });
    await initial.getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('dialog', { name: 'Cancel the initial sync?' })
      .getByRole('button', { name: 'Cancel' })
      .click();
    await initial.getByText('Cancelled').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await initial.getByText('Running').waitFor();
  });

  it('lets who may only look start and steer nothing', async () => {
    const { page } = await rig.open('/start', { scope: 'viewer' });
    await page.getByRole('row', { name: /^Changes/ }).waitFor();
    for (const name of ['Make a plan', 'Pause', 'Approve']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  });
});
