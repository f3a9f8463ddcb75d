import { beforeAll, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../api/schemas/doctor.ts';
import type { Told } from '../../console/lib/told.ts';
import { afterFile } from '../worker/rig.ts';
import { browserFound } from './support/browser.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { LOOKS } from './support/looks.ts';

const defer = afterFile();
const FINE = { ok: true, cause: null, fix: null };
const report: Told<DoctorReport> = {
  ...{ ok: false, startedAt: new Date(Date.now() - 6_000).toISOString(), finishedAt: new Date().toISOString() },
  findings: [
    { ...FINE, id: 'mongodb.reach', status: 'ok', asks: 'Does MongoDB answer?', meaning: 'MongoDB 7.0 answers' },
    {
      ...{ id: 'marketo.quota', ok: true, status: 'warn', asks: 'Is there quota left?' },
      ...{ meaning: '92 % of today’s calls are used', cause: 'Others use the instance.', fix: 'Ask for more calls.' },
    },
    {
      ...{ id: 'marketo.right.activities', ok: false, status: 'fail', asks: 'May we write custom activities?' },
      meaning: 'Marketo does not let this user write custom activities',
      ...{ cause: 'Its role lacks Read-Write Custom Activity.', fix: 'Add it to the role.' },
    },
    { ...FINE, id: 'salesforce.reach', status: 'skipped', asks: 'Does it answer?', meaning: 'It is not connected' },
  ],
};

describe.skipIf(typeof browserFound === 'string')('the doctor', () => {
  let rig: ConsoleRig;
  beforeAll(async () => {
    rig = await openConsole(defer);
  });

  it.each(LOOKS)('shows what failed first, with cause and fix ($look, $device)', async ({ look, device }) => {
    const { page, shoot, expectAccessible } = await rig.open('/doctor', {
      ...{ look, device, scope: 'operator' },
      before: (tab) => tab.page.route('**/api/v1/doctor', (route) => route.fulfill({ json: report })),
    });
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
