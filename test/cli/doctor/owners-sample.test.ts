import { expect, it, onTestFinished } from 'vitest';
import { examine } from '../../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../../client/cli/doctor/select.ts';
import type { MarketoSimulator } from '../../../simulators/marketo/index.ts';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';

const PEOPLE = 400;

/** Two simulators with the same people; the sample's findings, and what they cost. */
async function compare(change?: (marketo: MarketoSimulator) => void) {
  const marketo = await startMarketoSimulator({ people: PEOPLE });
  const salesforce = await startSalesforceSimulator({ people: PEOPLE });
  onTestFinished(async () => {
    await marketo.close();
    await salesforce.close();
  });
  change?.(marketo);
  const findings = await examine(selectChecks(['sample']), {
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    SALESFORCE_LOGIN_URL: salesforce.loginUrl,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
  });
  return { findings, endpoints: marketo.instance.stats().endpoints };
}

const COUNTS =
  /^(\d+) owned (contacts|leads) of Salesforce: Marketo has (\d+), shows an owner for (\d+), the same for (\d+)$/;

function countsOf(message = ''): number[] {
  const found = COUNTS.exec(message) ?? [];
  return [found[1], found[3], found[4], found[5]].map(Number);
}

it('Marketo that shows every owner is fine; one call for each kind of record', async () => {
  const { findings, endpoints } = await compare();
  expect(findings.map(({ id, status }) => `${id} ${status}`)).toEqual(['sample.owners ok', 'sample.owners ok']);
  for (const { message } of findings) {
    const [asked = 0, ...counts] = countsOf(message);
    expect(asked).toBeGreaterThan(20);
    expect(counts).toEqual([asked, asked, asked]);
  }
  expect(endpoints['GET /rest/v1/leads.json'] ?? 0).toBe(2);
});

it('owners that Marketo does not show give a warning with counts alone', async () => {
  const { findings } = await compare(({ instance }) => {
    for (const line of instance.truth({ owned: true, fields: ['id', 'sfdcContactId'] })) {
      const { id, sfdcContactId } = JSON.parse(JSON.stringify(line)) as { id: number; sfdcContactId?: string };
      if (typeof sfdcContactId === 'string') instance.update(id, { sfdcLeadOwnerId: null }, { silent: true });
    }
  });
  const [contacts, leads] = findings;
  expect(contacts).toMatchObject({
    status: 'warn',
    cause: expect.stringContaining('field-level security'),
    fix: expect.stringContaining('Marketo’s sync user'),
  });
  const [asked, known, withOwner] = countsOf(contacts?.message);
  expect([known, withOwner]).toEqual([asked, 0]);
  expect(leads?.status).toBe('ok');
});

it('people that Marketo does not have at all point to its own sync', async () => {
  const { findings } = await compare(({ instance }) => {
    for (const line of instance.truth({ owned: true, fields: ['id'] })) {
      instance.delete((JSON.parse(JSON.stringify(line)) as { id: number }).id);
    }
  });
  expect(findings).toMatchObject([
    { status: 'warn', cause: expect.stringContaining('Salesforce sync is off, behind') },
    { status: 'warn' },
  ]);
  expect(countsOf(findings[0]?.message).slice(1)).toEqual([0, 0, 0]);
});

it('nothing is compared where the day’s calls are short, or Salesforce is not connected', async () => {
  const { findings, endpoints } = await compare(({ instance }) => {
    instance.setLimits({ usedToday: 46_000 });
  });
  expect(findings).toEqual([{ id: 'sample.owners', status: 'skipped', message: 'Marketo’s calls of today are short' }]);
  expect(endpoints['GET /rest/v1/leads.json'] ?? 0).toBe(0);
  expect((await examine(selectChecks(['sample']), {}))[0]).toMatchObject({
    status: 'skipped',
    message: expect.stringContaining('Salesforce is not connected'),
  });
});
