import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { contents } from '../activities/contents.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { endFlows } from '../workflows/flows.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const withLists = { switches: { smartListFilter: true } };
/** So few calls a day that planning alone is affordable. */
const POOR = { MARKETO_DAILY_CALLS: '40' };

async function planner(options: MarketoSimulatorOptions, env: Record<string, string> = {}) {
  const simulator = await startMarketoSimulator({ limits: 'off', ...options });
  onTestFinished(() => simulator.close());
  const { store, db } = await openTestStore();
  const instance = db.databaseName.slice(-20);
  onTestFinished(() => endFlows(instance));
  const all = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
    // Several plans in 20 s must not wait for each other.
    MARKETO_RATE_SHARE: '1',
    TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress'),
    ACTIONS_SYNC_INSTANCE: instance,
    ...env,
  };
  const cli = (...args: string[]) => run(['people', ...args], all);
  const callsToday = async () => simulator.instance.stats().callsToday;
  return { instance: simulator.instance, store, db, env: all, cli, callsToday };
}

const numberAfter = (text: string, before: string) =>
  Number(new RegExp(`${before} ([\\d,]+)`).exec(text)?.[1]?.replaceAll(',', ''));

describe('people plan', () => {
  test('shows fields, whom to expect, each strategy’s price, and the pick on one screen; writes nothing', async () => {
    const { cli, db, callsToday } = await planner({ people: 5_000 });
    const before = await contents({ db });
    const { code, stdout, stderr } = await cli('plan');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(140);
    for (const pair of [/marketoId +id /, /linkedInUrl +linkedInProfileURL /, /owner +sfdcLeadOwnerId /]) {
      expect(stdout).toMatch(pair);
    }
    expect(Math.abs(numberAfter(stdout, 'about') - 5_000)).toBeLessThan(numberAfter(stdout, '± ?') + 500);
    expect(stdout).toMatch(/^ids +\d+ +0\.\d % +– +\d+ s +\d{4}-\d\d-\d\dT[\d:]+Z$/m);
    expect(stdout).toMatch(/^bulk by time +\d+ +0\.\d % +[\d.]+ MB \(0\.\d %\) +36 min.* 3\d exports$/m);
    expect(stdout).toMatch(/^bulk by smart list .* not open: the subscription can’t export smart lists$/m);
    expect(stdout).toMatch(/^crm .* not open: Salesforce is not connected$/m);
    expect(stdout).toMatch(/^Pick +ids: the first to be done of those that today’s quota is enough for$/m);
    expect(stderr).toContain(`Planning took ${await callsToday()} calls to Marketo and wrote nothing.`);
    expect(stderr).toMatch(/Next: actions-sync people start\n$/);
    expect(await contents({ db })).toBe(before);
  });

  test('says the same as one JSON document', async () => {
    const { cli, store, callsToday } = await planner({ people: 5_000 });
    const { code, stdout, stderr } = await cli('plan', '--json');
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 });
    expect(stderr).not.toContain('{');
    const view = JSON.parse(stdout);
    expect(view).toMatchObject({
      fields: { marketoId: 'id', source: 'leadSource', owner: 'sfdcLeadOwnerId', salesforceDeleted: 'sfdcIsDeleted' },
      absent: [],
      pick: { way: 'ids', strategy: 'ids', smartList: null, fitsToday: true },
      planningCalls: await callsToday(),
      next: 'actions-sync people start',
    });
    expect(Object.keys(view.fields)).toHaveLength(15);
    expect(view.people.low).toBeLessThanOrEqual(5_000);
    expect(view.people.high).toBeGreaterThanOrEqual(5_000);
    const { usedToday } = await store.quota.status({
      windowCalls: 100,
      atOnce: 10,
      dayCalls: 40_000,
      instanceDayCalls: 50_000,
    });
    expect(view.planningCalls).toBe(usedToday);
    const [ids, windows, list, crm] = view.strategies;
    expect(ids).toMatchObject({ way: 'ids', unavailable: null, cost: { jobs: 0, fitsToday: true, resets: 0 } });
    expect(ids.cost.calls).toBe((Math.ceil((view.highestId + 3_000) / 900) * 900) / 300);
    expect(windows).toMatchObject({ way: 'windows', strategy: 'bulk', cost: { calls: expect.any(Number) } });
    expect(list).toMatchObject({ smartList: 'All People', cost: null, unavailable: { key: 'marketo.1035' } });
    expect(crm).toMatchObject({ cost: null, unavailable: { reason: 'crmNotConnected', fix: expect.any(String) } });
  });

  test('prices the CRM scan where Salesforce is connected, and says why it can’t where Salesforce refuses', async () => {
    const sim = await startSalesforceSimulator({ people: 3_000 });
    onTestFinished(() => sim.close());
    const salesforce = { SALESFORCE_LOGIN_URL: sim.loginUrl, SALESFORCE_CLIENT_ID: sim.clientId };
    const { cli } = await planner({ people: 3_000 }, { ...salesforce, SALESFORCE_CLIENT_SECRET: sim.clientSecret });
    const { strategies } = JSON.parse((await cli('plan', '--json')).stdout);
    expect(strategies[3]).toMatchObject({ way: 'crm', unavailable: null, cost: { calls: expect.any(Number) } });
    expect(strategies[3].cost.calls).toBeGreaterThan(5);
    const { cli: refused } = await planner({ people: 300 }, { ...salesforce, SALESFORCE_CLIENT_SECRET: 'wrong' });
    const { code, stdout } = await refused('plan');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^crm .* not open: Salesforce did not tell its owned records \(salesforce\.INVALID_CLIENT\)$/m,
    );
  });

  test('of few people left on many ids says how many ids a person costs', async () => {
    const { cli, instance } = await planner({ people: 5_000 });
    for (const { id } of [...instance.truth({ fields: [] })]) if (id % 20 !== 0) instance.delete(id);
    const { stdout } = await cli('plan');
    expect(numberAfter(stdout, 'about')).toBeLessThan(600);
    expect(stdout).toMatch(/^Ids +up to [\d,]+, [12]\d for a person$/m);
  });

  test('with too little quota says when it would be done if it waits', async () => {
    const { cli } = await planner({ people: 5_000 }, POOR);
    const { code, stdout } = await cli('plan');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ids +\d+ +[\d.]+ × .* waits for the reset$/m);
    expect(stdout).toMatch(/^Pick +ids: today’s quota is not enough for any; this one is the first to be done$/m);
    expect(stdout).toMatch(
      /^Today’s quota is not enough: it waits for the reset at midnight US Central .*T0[56]:\d\d:\d\dZ\.$/m,
    );
  });

  test('without quota to plan with says so, and when it goes on', async () => {
    const { cli } = await planner({ people: 10 }, { MARKETO_DAILY_CALLS: '5' });
    const { code, stdout, stderr } = await cli('plan');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/Our share of today’s Marketo calls is used up[\s\S]*Goes on: \d{4}-/);
  });

  test('picks what was asked for, and its next command says so', async () => {
    const { cli } = await planner({ people: 300, ...withLists });
    const [forced, byTime] = await Promise.all([
      cli('plan', '--strategy', 'bulk', '--smart-list', 'All People'),
      cli('plan', '--json', '--strategy', 'bulk', '--no-smart-list'),
    ]);
    expect(forced.stdout).toMatch(/^Pick +bulk by smart list: asked for; today’s quota is enough for it$/m);
    expect(forced.stderr).toContain("Next: actions-sync people start --strategy bulk --smart-list 'All People'");
    expect(JSON.parse(byTime.stdout)).toMatchObject({
      pick: { way: 'windows', smartList: null },
      next: 'actions-sync people start --strategy bulk --no-smart-list',
    });
  });

  test('names every variable that it needs and that is missing', async () => {
    const { env } = await planner({ people: 0 });
    const { code, stderr } = await run(['people', 'plan'], { MONGODB_URI: env.MONGODB_URI });
    expect(code).toBe(2);
    for (const name of ['MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'])
      expect(stderr).toContain(name);
  });

  test('a list beside a strategy that uses none, and a list without a name, are wrong usage', async () => {
    const { cli, callsToday } = await planner({ people: 0 });
    const [ids, empty] = await Promise.all([
      cli('plan', '--strategy', 'ids', '--smart-list', 'All People'),
      cli('plan', '--smart-list', ' '),
    ]);
    expect([ids.code, empty.code]).toEqual([2, 2]);
    expect(ids.stderr).toContain('Fix: A smart list is for --strategy bulk.');
    expect(await callsToday()).toBe(0);
  });
});

describe('people start', () => {
  test('says what it costs, stores the plan’s pick, and the audit log names it', async () => {
    const { cli, store } = await planner({ people: 300 });
    const { code, stdout, stderr } = await cli('start', '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^People: about [\d,]+ .*\nStrategy: ids .*\nCost: 15 calls, 0 % of what is left/m);
    expect(stderr).toMatch(/Planning took \d+ calls[\s\S]*Started:/);
    expect(await store.peopleState.get()).toMatchObject({ initial: 'running', strategy: 'ids', smartList: null });
    expect(await store.audit.list(5)).toMatchObject([{ action: 'people.start', details: { strategy: 'ids' } }]);
  });

  test('stores a strategy and a list that were asked for', async () => {
    const { cli, store } = await planner({ people: 300, ...withLists });
    expect(await cli('start', '--yes', '--strategy', 'bulk')).toMatchObject({ code: 0 });
    expect(await store.peopleState.get()).toMatchObject({ strategy: 'bulk', smartList: 'All People' });
  });

  test('refuses what can’t be had, with cause and fix, and starts nothing', async () => {
    const { cli, store, db } = await planner({ people: 10, ...withLists });
    const before = await contents({ db });
    const [crm, list] = await Promise.all([
      cli('start', '--yes', '--strategy', 'crm'),
      cli('start', '--yes', '--smart-list', 'Nobody'),
    ]);
    expect([crm.code, list.code]).toEqual([2, 2]);
    expect(crm.stderr).toMatch(
      /strategy crm.*\nCause: Salesforce is not connected\.\nFix: Connect Salesforce .*choose another strategy/,
    );
    expect(list.stderr).toMatch(/\nCause: Marketo has no smart list of this name\.\nFix: Name the list/);
    expect((await store.peopleState.get()).initial).toBe('none');
    expect(await contents({ db })).toBe(before);
  });

  test('with too little quota says when it will be done; --yes starts all the same', async () => {
    const { cli, store } = await planner({ people: 5_000 }, POOR);
    const { code, stderr } = await cli('start', '--yes');
    expect(code).toBe(0);
    expect(stderr).toMatch(/Today’s quota is not enough: it waits for the reset .* and is done at \d{4}-/);
    expect(await store.peopleState.get()).toMatchObject({ initial: 'running', strategy: 'ids' });
  });

  test('asks Marketo nothing where nobody can be asked, or where it runs already and keeps its strategy', async () => {
    const { cli, store, callsToday } = await planner({ people: 300 });
    expect(await cli('start')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await callsToday()).toBe(0);
    await cli('start', '--yes', '--strategy', 'ids');
    const [before, calls] = [await store.peopleState.get(), await callsToday()];
    const second = await cli('start', '--yes', '--strategy', 'bulk', '--no-smart-list');
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/runs already.*\nIt keeps its strategy \(ids\)/),
    });
    expect(await store.peopleState.get()).toEqual(before);
    expect(await callsToday()).toBe(calls);
  });

  test('a cancelled scan goes on unplanned; with another strategy it begins anew', async () => {
    const { cli, store, callsToday } = await planner({ people: 300 });
    await cli('start', '--yes');
    await cli('cancel', '--yes');
    const [before, calls] = [await store.peopleState.get(), await callsToday()];
    expect(await cli('start', '--yes')).toMatchObject({ code: 0 });
    expect(await store.peopleState.get()).toEqual({ ...before, initial: 'running' });
    expect(await callsToday()).toBe(calls);
    await cli('cancel', '--yes');
    await cli('start', '--yes', '--strategy', 'bulk', '--no-smart-list');
    const { scanId, strategy } = await store.peopleState.get();
    expect(strategy).toBe('bulk');
    expect(scanId).not.toBe(before.scanId);
  });

  test('without MARKETO_* here leaves the choice to the worker, but takes no wish unseen', async () => {
    const { env, store } = await planner({ people: 300 });
    const here = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MARKETO_')));
    const forced = await run(['people', 'start', '--yes', '--strategy', 'bulk'], here);
    expect(forced).toMatchObject({ code: 2, stderr: expect.stringContaining('MARKETO_CLIENT_ID') });
    expect((await store.peopleState.get()).initial).toBe('none');
    const plain = await run(['people', 'start', '--yes'], here);
    expect(plain).toMatchObject({ code: 0, stderr: expect.stringContaining('the worker picks the strategy') });
    expect(await store.peopleState.get()).toMatchObject({ initial: 'running', strategy: null });
  });
});
