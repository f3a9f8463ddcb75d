import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { CHECK_IDS, checkEntry } from '../../model/doctor/checks.ts';
import { readEnvironment } from '../../model/env.ts';
import { type FaultRule, type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { peopleDeps } from '../../worker/deps.ts';
import { checkStart } from '../../worker/start/index.ts';
import { starting } from '../../worker/start/refusal.ts';
import { openTestStore } from '../store/open.ts';

interface Line {
  level: number;
  msg: string;
  check?: string;
  error?: string;
  cause?: string;
  fix?: string;
}

/** What a worker would look at, against simulators; `env` changes variables. */
async function rig(options: MarketoSimulatorOptions = {}, { salesforce = false, env = {} } = {}) {
  const marketo = await startMarketoSimulator({ people: 3, ...options });
  const { store } = await openTestStore();
  const variables: Record<string, string> = {
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    ...env,
  };
  const org = salesforce ? await startSalesforceSimulator({ people: 3 }) : null;
  if (org !== null) {
    variables.SALESFORCE_LOGIN_URL ??= org.loginUrl;
    variables.SALESFORCE_CLIENT_ID ??= org.clientId;
    variables.SALESFORCE_CLIENT_SECRET ??= org.clientSecret;
  }
  const deps = peopleDeps(readEnvironment(variables), store);
  const lines: Line[] = [];
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  onTestFinished(async () => {
    await deps.close();
    await Promise.all([marketo.close(), org?.close()]);
  });
  const check = (withinMs = 20_000) =>
    starting({ store, logger }, () => checkStart({ ...deps, store }, { logger, withinMs }));
  const failures = async () => (await store.failures.list(5)).map(({ flow, key }) => `${flow} ${key}`);
  return { marketo, store, lines, check, failures };
}

const WARN = 40;
const ERROR = 50;

it('a clean start says nothing, costs one call of Marketo, and forgets why an earlier one failed', async () => {
  const { marketo, store, lines, check, failures } = await rig({}, { salesforce: true });
  await store.failures.record({ flow: 'worker', key: 'people.instanceChanged', details: {} });
  await check();
  expect([lines, await failures()]).toEqual([[], []]);
  const { endpoints } = marketo.instance.stats();
  expect(endpoints).toEqual({ '/identity/oauth/token': expect.any(Number), 'GET /rest/v1/leads/describe.json': 1 });
});

/** What nobody could work with; the same is told and waited for where Salesforce gives other work. */
const REFUSALS: [string, { options?: MarketoSimulatorOptions; env?: Record<string, string> }, string, string][] = [
  ['refused credentials', { env: { MARKETO_CLIENT_SECRET: 'wrong' } }, 'marketo.credentials', 'marketo.credentials'],
  ['no owner field', { env: { MARKETO_FIELD_OWNER: 'noSuch' } }, 'marketo.ownerField', 'people.ownerFieldMissing'],
  ['a field that is not there', { env: { MARKETO_FIELD_LINKEDIN: 'no' } }, 'marketo.ownerField', 'people.fieldMissing'],
];

it.each(REFUSALS)('%s end the start, and are kept as a failure', async (_, given, id, key) => {
  const { lines, check, failures } = await rig(given.options, given);
  await expect(check()).rejects.toMatchObject({ key });
  expect(await failures()).toEqual([`worker ${key}`]);
  const [finding, end] = lines;
  expect(finding).toMatchObject({ level: ERROR, check: id, error: key, fix: expect.stringMatching(/^\S.*\.$/) });
  expect(end).toMatchObject({ level: ERROR, error: key, msg: expect.stringMatching(/^the worker does not start: /) });
});

it.each(REFUSALS)('%s do not end it where Salesforce is connected', async (_, given, id, key) => {
  const { lines, check, failures } = await rig(given.options, { ...given, salesforce: true });
  await check();
  expect(await failures()).toEqual([]);
  expect(lines).toMatchObject([{ level: ERROR, check: id, error: key, cause: expect.any(String) }]);
  expect(CHECK_IDS.filter((one) => one === id && checkEntry(one).atStart)).toEqual([id]);
});

it('another instance than the one that was read from ends it before anything is asked', async () => {
  const { marketo, store, check, failures } = await rig();
  await store.peopleState.patch({ marketoInstance: 'https://999-zzz-999.mktorest.com' });
  await expect(check()).rejects.toMatchObject({ key: 'people.instanceChanged' });
  expect([marketo.instance.stats().calls, await failures()]).toEqual([0, ['worker people.instanceChanged']]);
});

/** Trouble that passes: a page of a gateway, a cut line, a server error, a denied address. */
const PASSING: FaultRule['do'][] = [{ http: 503, html: true }, { resetBefore: true }, { code: '611' }, { code: '603' }];

it.each(PASSING)('Marketo that answers with %j is a finding and no reason not to start', async (answer) => {
  const { lines, check, failures } = await rig({ faults: [{ match: {}, do: answer }] });
  await check();
  expect(await failures()).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ check: 'marketo.credentials', cause: expect.any(String), fix: expect.any(String) });
});

it('vendors that do not answer in time are not waited for', async () => {
  const slow = { faults: [{ match: {}, do: { delayMs: 60_000 } }] };
  const { lines, check } = await rig(slow);
  await check(200);
  expect(lines).toMatchObject([{ level: WARN, check: 'marketo.credentials', msg: 'not looked at: no answer in time' }]);
});

it('Salesforce that refuses us, and a setting that needs it where it is not connected, are findings', async () => {
  const refused = await rig({}, { salesforce: true, env: { SALESFORCE_CLIENT_SECRET: 'wrong' } });
  await refused.check();
  expect(refused.lines).toMatchObject([{ level: ERROR, check: 'salesforce.signIn' }]);
  const without = await rig();
  await without.store.settings.setTasks({ sync: true }, 'test');
  await without.check();
  expect(without.lines).toMatchObject([
    { level: ERROR, check: 'settings.salesforce', msg: expect.stringContaining('tasks.sync') },
  ]);
});
