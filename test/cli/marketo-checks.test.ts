import { expect, onTestFinished, test } from 'vitest';
import { doctorExitCode, type Finding } from '../../client/cli/doctor/finding.ts';
import { checkFields, checkMarketo } from '../../client/cli/doctor/marketo.ts';
import { skewFinding } from '../../client/cli/doctor/mongodb.ts';
import { readEnvironment } from '../../model/env.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';

async function examine(permissions: string[], secret = 's'): Promise<Finding[]> {
  const clients = [{ clientId: 'c', clientSecret: 's', permissions }];
  const simulator = await startMarketoSimulator({ people: 10, limits: 'off', clients });
  onTestFinished(() => simulator.close());
  return checkMarketo(envOf(simulator.baseUrl, secret), null, null);
}

function envOf(baseUrl: string, secret: string) {
  return readEnvironment({ MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: 'c', MARKETO_CLIENT_SECRET: secret });
}
const bad = (findings: Finding[]) => findings.filter(({ status }) => status === 'fail' || status === 'unreachable');

test('with all rights nothing fails', async () => {
  const findings = await examine(['Read-Only Lead', 'Read-Only Activity']);
  expect(bad(findings)).toEqual([]);
  expect(findings.map(({ check }) => check)).toEqual([
    'marketo',
    'marketo clock',
    'marketo right to read people',
    'marketo owner field',
    'marketo fields',
    'marketo right to read activities',
    'marketo search by id',
    'marketo quota',
  ]);
});

test('a denied call names the right that is missing', async () => {
  const [finding, ...more] = bad(await examine(['Read-Only Lead']));
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ check: 'marketo right to read activities', status: 'fail' });
  expect(finding?.message).toContain('“Read-Only Activity” is missing');
  expect(bad(await examine(['Read-Only Activity'])).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('“Read-Only Lead” is missing'),
  );
});

test('a wrong secret is told apart from an address where nothing listens', async () => {
  const [refused] = await examine([], 'wrong');
  expect(refused).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('refused the client id or secret'),
  });
  const [absent] = await checkMarketo(envOf('http://127.0.0.1:1', 's'), null, null);
  expect(absent).toMatchObject({ status: 'unreachable' });
});

test('absent fields are named; a missing owner field fails', () => {
  const described = ['sfdcLeadOwnerId', 'firstName', 'lastName'].map((restName) => ({
    restName,
    displayName: restName,
  }));
  const env = readEnvironment({});
  const [owner, fields] = checkFields(described, env);
  expect(owner).toMatchObject({ status: 'ok', message: 'sfdcLeadOwnerId' });
  expect(fields?.status).toBe('warn');
  expect(fields?.message).toContain('absent: company, title, email');
  expect(checkFields([], env)).toMatchObject([{ status: 'fail', message: expect.stringContaining('sfdcLeadOwnerId') }]);
});

test('a clock more than 30 s off is a warning that says which way', () => {
  expect(skewFinding('c', 'Their', 30_000).status).toBe('ok');
  expect(skewFinding('c', 'Their', 31_000)).toMatchObject({
    status: 'warn',
    message: 'Their clock is 31 s ahead of ours',
  });
  expect(skewFinding('c', 'Their', -90_000).message).toContain('90 s behind ours');
});

test('unreachable outweighs failed, a warning is no failure', () => {
  const of = (...all: Finding['status'][]) =>
    doctorExitCode(all.map((status) => ({ check: 'c', status, message: 'm' })));
  expect([of('ok', 'warn'), of('ok', 'fail'), of('fail', 'unreachable')]).toEqual([undefined, 1, 3]);
});
