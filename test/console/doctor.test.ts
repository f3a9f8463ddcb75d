import { beforeAll, describe, expect, it } from 'vitest';
import { type Finding, fail, ok, skipped, warn } from '../../model/doctor/finding.ts';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();
const findings: Finding[] = [
  ok('mongodb.reachable', 'MongoDB 7.0 answers'),
  warn('marketo.quota', '92 % of today’s calls are used', 'Others use the instance.', 'Ask for more calls.'),
  fail('marketo.right.addActivities', 'Marketo does not let us write', 'The role lacks it.', 'Add it to the role.'),
  skipped('salesforce.org', 'Salesforce is not connected'),
];

describe.skipIf(typeof browserFound === 'string')('the doctor', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer, { examine: async () => findings });
  });

  it.each(LOOKS)('shows what failed first, with cause and fix ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/doctor', { look, device, scope: 'operator' });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('Something failed').waitFor();
    const open = page.getByRole('region', { name: 'To look at' }).getByRole('listitem');
    expect(await open.count()).toBe(2);
    await open.first().getByText('Add it to the role.').waitFor();
    await shoot('doctor');
    await expectAccessible();
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
