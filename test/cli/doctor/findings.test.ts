import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { checkEnvironment } from '../../../client/cli/doctor/environment.ts';
import { doctorExitCode } from '../../../client/cli/doctor/finding.ts';
import { reportLines } from '../../../client/cli/doctor/lines.ts';
import { complete, selectChecks } from '../../../client/cli/doctor/select.ts';
import { styleFor } from '../../../client/cli/lib/style.ts';
import { CHECK_IDS, type CheckId, checkEntry } from '../../../model/doctor/checks.ts';
import { skewBetween, skewFinding } from '../../../model/doctor/clock.ts';
import { fieldFindings } from '../../../model/doctor/fields.ts';
import { type Finding, ok, skipped } from '../../../model/doctor/finding.ts';
import { checksPage } from '../../../model/doctor/page.ts';
import { salesforceFinding } from '../../../model/doctor/settings.ts';
import {
  DEFAULT_SALESFORCE_SETTINGS,
  DEFAULT_TASK_SETTINGS,
  DEFAULT_UNSUBSCRIBE_SETTINGS,
} from '../../../model/settings.ts';

test('docs/doctor.md is what `npm run docs:checks` writes', async () => {
  expect(await readFile(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')).toBe(checksPage());
});

test('each check needs at most one that stands above it', () => {
  for (const [index, id] of CHECK_IDS.entries()) {
    const { needs, asks } = checkEntry(id);
    expect(asks, id).not.toMatch(/^[A-Z].*[a-z]\.$/);
    if (needs !== undefined) expect(CHECK_IDS.slice(0, index), id).toContain(needs);
  }
});

test('absent fields are named; a missing owner field fails', () => {
  const described = ['sfdcLeadOwnerId', 'firstName', 'lastName'].map((restName) => ({
    restName,
    displayName: restName,
  }));
  const [owner, fields] = fieldFindings(described, {});
  expect(owner).toMatchObject({ id: 'marketo.ownerField', status: 'ok', message: 'sfdcLeadOwnerId' });
  expect(fields).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('3 of 13 are offered; absent: company'),
  });
  expect(fieldFindings([], {})).toMatchObject([
    { status: 'fail', message: expect.stringContaining('sfdcLeadOwnerId') },
  ]);
});

test('a clock more than 30 s off is a warning that says which way', () => {
  const of = (skewMs: number) => skewFinding('mongodb.clock', 'Their', skewMs);
  expect(of(30_000).status).toBe('ok');
  expect(of(31_000)).toMatchObject({ status: 'warn', message: 'Their clock is 31 s ahead of ours' });
  expect(of(-90_000).message).toContain('90 s behind ours');
  const at = (ms: number) => new Date(ms);
  expect([skewBetween(at(10), at(15), at(20)), skewBetween(at(10), at(5), at(20))]).toEqual([0, -5]);
  expect(skewBetween(at(10), at(50), at(20))).toBe(30);
});

test('unreachable outweighs wrong configuration, and that what a vendor lacks; a warning is no failure', () => {
  const of = (...all: [CheckId, Finding['status']][]) => doctorExitCode(all.map(([id, status]) => ({ id, status })));
  expect(of(['marketo.quota', 'warn'], ['sample.owners', 'skipped'], ['environment', 'ok'])).toBeUndefined();
  expect(of(['marketo.quota', 'ok'], ['marketo.ownerField', 'fail'])).toBe(1);
  expect(of(['environment', 'fail'], ['marketo.ownerField', 'fail'])).toBe(2);
  expect(of(['settings.keyField', 'fail'])).toBe(2);
  expect(of(['environment', 'fail'], ['temporal.reachable', 'unreachable'])).toBe(3);
});

test('--only takes ids and their beginnings; a name that begins none is wrong usage', () => {
  expect([...selectChecks(['marketo.right.readLeads'])]).toEqual(['marketo.right.readLeads']);
  expect([...selectChecks(['marketo.right'])]).toHaveLength(5);
  expect([...selectChecks([])]).toEqual(CHECK_IDS);
  for (const wrong of ['marketo.rig', 'marketo.', '']) {
    expect(() => selectChecks([wrong]), wrong).toThrow(expect.objectContaining({ key: 'usage.wrong' }));
  }
});

test('every check that was wanted is told, in the table’s order; one that nobody came to names what stopped it', () => {
  const refused: Finding = { id: 'marketo.credentials', status: 'fail', message: 'no', cause: 'C.', fix: 'F.' };
  const off = skipped('salesforce.signIn', 'not connected');
  const findings = complete([off, refused, ok('marketo.instance', 'same')], selectChecks(['marketo', 'salesforce']));
  expect(findings.map(({ id }) => id)).toEqual(CHECK_IDS.filter((id) => /^(marketo|salesforce)\./.test(id)));
  expect(findings.find(({ id }) => id === 'marketo.fields')).toEqual(
    skipped('marketo.fields', 'needs marketo.credentials, which failed'),
  );
  const lines = reportLines(findings, styleFor(process.stdout));
  expect(lines.slice(0, 4)).toEqual([
    'fail  marketo.credentials: no',
    '      Cause: C.',
    '      Fix: F.',
    'ok    marketo.instance: same',
  ]);
  // One line for each reason.
  expect(lines.slice(4)).toHaveLength(2);
  expect(lines[5]).toMatch(/^skip {2}salesforce\.signIn, salesforce\.apiVersion, .*: not connected$/);
});

test('bad variables of Salesforce are named once, and the other checks go on without it', () => {
  const given = { SALESFORCE_LOGIN_URL: 'nonsense', SALESFORCE_CLIENT_ID: 'c', SALESFORCE_CLIENT_SECRET: 's' };
  const { env, findings } = checkEnvironment(given);
  expect(env.SALESFORCE_CLIENT_ID).toBeUndefined();
  expect(findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^SALESFORCE_LOGIN_URL must be/));
});

test('a setting that needs Salesforce contradicts an environment without it', () => {
  const uses = {
    salesforce: { ...DEFAULT_SALESFORCE_SETTINGS, logCalls: true, rollupLead: true },
    tasks: { ...DEFAULT_TASK_SETTINGS, sync: true },
    unsubscribes: { ...DEFAULT_UNSUBSCRIBE_SETTINGS, nightly: true },
  };
  expect(salesforceFinding(uses, true).status).toBe('ok');
  expect(salesforceFinding(uses, false)).toMatchObject({
    status: 'fail',
    message:
      'on, but Salesforce is not connected: tasks.sync, salesforce.logCalls, salesforce.rollups.lead, unsubscribes.nightly',
    fix: expect.stringContaining('`actions-sync settings unset tasks.sync`'),
  });
  const none = {
    salesforce: DEFAULT_SALESFORCE_SETTINGS,
    tasks: DEFAULT_TASK_SETTINGS,
    unsubscribes: DEFAULT_UNSUBSCRIBE_SETTINGS,
  };
  expect(salesforceFinding(none, false).status).toBe('ok');
});
