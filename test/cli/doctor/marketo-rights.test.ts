import { expect, it, onTestFinished } from 'vitest';
import { openDoctorsMarketo } from '../../../client/cli/doctor/marketo/client.ts';
import { checkMarketo } from '../../../client/cli/doctor/marketo/index.ts';
import { complete, selectChecks } from '../../../client/cli/doctor/select.ts';
import type { CheckId } from '../../../model/doctor/checks.ts';
import type { Finding } from '../../../model/doctor/finding.ts';
import { readEnvironment } from '../../../model/env.ts';
import { type FaultRule, startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { openTestStore } from '../../store/open.ts';

/** Every permission that one of our calls needs. */
const ROLE = [
  'Read-Only Lead',
  'Read-Only Activity',
  'Read-Write Activity',
  'Read-Only Activity Metadata',
  'Read-Write Activity Metadata',
];

async function examine(permissions: readonly string[], faults: FaultRule[] = []): Promise<Finding[]> {
  const clients = [{ clientId: 'c', clientSecret: 's', permissions }];
  const simulator = await startMarketoSimulator({ people: 10, limits: 'off', clients, faults });
  const { store } = await openTestStore();
  await store.settings.setCheck({ marketo: true }, 'test');
  const env = readEnvironment({
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: 'c',
    MARKETO_CLIENT_SECRET: 's',
  });
  const marketo = await openDoctorsMarketo(env, null);
  onTestFinished(async () => {
    await marketo?.close();
    await simulator.close();
  });
  return complete(await checkMarketo(marketo, env, store), selectChecks(['marketo']));
}

const failing = (findings: readonly Finding[]) => findings.filter(({ status }) => status === 'fail');
const skippedIds = (findings: readonly Finding[]) =>
  findings.flatMap(({ id, status }) => (status === 'skipped' ? [id] : []));

/** Permissions that the role lacks, each check that fails for it with the permission it names, and those skipped. */
const DENIALS: [denied: string[], fails: [CheckId, string][], skips: CheckId[]][] = [
  [[], [], []],
  [
    ['Read-Only Lead'],
    [['marketo.right.readLeads', 'Read-Only Lead']],
    [
      'marketo.ownerField',
      'marketo.fields',
      'marketo.searchById',
      'marketo.bulkExtract',
      'marketo.smartList',
      'marketo.unsubscribeCheck',
    ],
  ],
  // The one for writing lets a user read, too.
  [['Read-Only Activity'], [], []],
  [['Read-Write Activity'], [['marketo.right.addActivities', 'Read-Write Activity']], []],
  [
    ['Read-Only Activity', 'Read-Write Activity'],
    [
      ['marketo.right.readActivities', 'Read-Only Activity'],
      ['marketo.right.addActivities', 'Read-Write Activity'],
    ],
    [],
  ],
  [['Read-Only Activity Metadata'], [], []],
  [['Read-Write Activity Metadata'], [['marketo.right.writeActivityMetadata', 'Read-Write Activity Metadata']], []],
  [
    ['Read-Only Activity Metadata', 'Read-Write Activity Metadata'],
    [
      ['marketo.right.readActivityMetadata', 'Read-Only Activity Metadata'],
      ['marketo.right.writeActivityMetadata', 'Read-Write Activity Metadata'],
    ],
    ['marketo.activityTypes'],
  ],
];

it.each(DENIALS)('a role without %j fails exactly the checks of these rights', async (denied, fails, skips) => {
  const findings = await examine(ROLE.filter((name) => !denied.includes(name)));
  expect(failing(findings).map(({ id }) => id)).toEqual(fails.map(([id]) => id));
  for (const [id, right] of fails) {
    const found = findings.find((one) => one.id === id);
    expect(found?.message, id).toContain(`“${right}” is missing`);
    expect(found?.fix, id).toContain(`“${right}”`);
    expect(found?.cause, id).toMatch(/^\S.*\.$/);
  }
  expect(skippedIds(findings)).toEqual(skips);
  const warned = findings.flatMap(({ id, status }) => (status === 'warn' ? [id] : []));
  expect(warned).toEqual(skips.includes('marketo.activityTypes') ? [] : ['marketo.activityTypes']);
});

it('an address that is not on the allowlist is told apart from a missing right', async () => {
  const findings = await examine(ROLE, [{ match: { path: '/rest/' }, do: { code: '603' } }]);
  const quota = findings.find(({ id }) => id === 'marketo.quota');
  expect(quota).toMatchObject({ status: 'fail', fix: expect.stringContaining('IP Restrictions') });
});

/** What Marketo may answer to everything; nothing of it is thrown, and no stack trace is told. */
const ANSWERS: [string, FaultRule['do'], Finding['status'][]][] = [
  ['502', { http: 502 }, ['fail']],
  ['503 with a page', { http: 503, html: true }, ['fail']],
  ['half of an answer', { truncate: true }, ['fail', 'unreachable']],
  ['half of a document', { badJson: true }, ['fail']],
  ['a cut connection', { resetBefore: true }, ['unreachable']],
  ['604', { code: '604' }, ['fail']],
  ['611', { code: '611' }, ['fail']],
];

it.each(ANSWERS)('%s for every call is a finding of each check, with cause and fix', async (_, answer, expected) => {
  const findings = await examine(ROLE, [{ match: { path: '/rest/' }, do: answer }]);
  const bad = findings.filter(({ status }) => status === 'fail' || status === 'unreachable');
  expect(bad.length).toBeGreaterThan(3);
  for (const { id, status, message, cause, fix } of bad) {
    expect(expected, id).toContain(status);
    expect(`${message}${cause}${fix}`, id).not.toMatch(/ at .*\.(ts|js)|undefined|<html/);
    expect(
      [cause, fix].every((text) => /^\S.*\.$/.test(text ?? '')),
      id,
    ).toBe(true);
  }
});
