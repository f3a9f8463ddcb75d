import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { activityOf } from '../model/sales-activity/lines.ts';
import { openTestStore } from '../store/open.ts';
import { personId, personWrite, qualifiedPart } from '../store/people.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const ACCOUNT = '001D000000IqhSLIAZ';
const hoursAgo = (hours: number) => Math.floor(Date.now() / 1_000 - hours * 3_600) * 1_000;

/** Two people of an account, each with an activity of ours and one of Marketo's. */
async function opened(options: MarketoSimulatorOptions = {}) {
  const simulator = await startMarketoSimulator({ people: 50, limits: 'off', ...options });
  onTestFinished(() => simulator.close());
  const { store, db } = await openTestStore();
  await store.migrate();
  const { instance } = simulator;
  const [one = 0, two = 0] = instance.state.book.living();
  const part = qualifiedPart(1, { salesforceAccountId: ACCOUNT, salesforceContactId: '003000000000001AAA' });
  await store.people.apply(
    [one, two].map((id) => personWrite(id, part)),
    { evidence: 'leadChange' },
  );
  for (const id of [one, two]) {
    const own = activityOf('campaignAdded', { id: `a${id}`, campaignName: `Campaign\u001b[31m of ${id}` });
    await store.salesActivities.intake([{ ...own, personId: personId(id), occurredAt: new Date(hoursAgo(2)) }]);
    instance.addActivities([{ leadId: id, type: 2, at: hoursAgo(3), primary: `Form of ${id}` }]);
  }
  const env: Record<string, string> = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName };
  const marketo = {
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
  };
  const cli = (args: string[], more: Record<string, string> = marketo) => run(['panel', ...args], { ...env, ...more });
  return { cli, one, two, instance };
}

test('a person’s panel by week; with the account layer everyone’s', async () => {
  const { cli, one, two } = await opened();
  const alone = await cli([String(one)]);
  expect(alone).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Marketo’s part was read .+ ago\.\n$/) });
  expect(alone.stdout).toMatch(new RegExp(`^Ada Byron, Engines \\(${one}\\)\n\nWeek from \\d{4}-\\d\\d-\\d\\d\n`));
  expect(alone.stdout).toContain(`added to sales campaign  Campaign\\u001b[31m of ${one}`);
  expect(alone.stdout).toMatch(new RegExp(`form filled out +Form of ${one}\n`));
  expect(alone.stdout).not.toContain(`of ${two}`);
  const layered = await cli([String(one), '--layer', 'account', '--kinds', 'formFilled', '--time-zone', 'Asia/Tokyo']);
  expect(layered.stdout).toMatch(/^2 people\n/);
  expect(layered.stdout).toContain(`Form of ${two}`);
  expect(layered.stdout).not.toContain('Campaign');
});

test('--json is one document', async () => {
  const { cli, one, two } = await opened();
  const { code, stdout } = await cli(['--account', ACCOUNT, '--json']);
  expect(code).toBe(0);
  const panel = JSON.parse(stdout);
  expect(panel).toMatchObject({ rowsShown: 4, more: 0, missing: [] });
  expect(new Set(panel.people.map(({ id }: { id: number }) => id))).toEqual(new Set([one, two]));
  expect(panel.weeks.flatMap(({ entries }: { entries: object[] }) => entries)).toContainEqual(
    expect.objectContaining({ kind: 'formFilled', source: 'marketo', personId: one, title: `Form of ${one}` }),
  );
});

test('without Marketo what we logged is shown, and what is missing is said; with nothing at all the code is 3', async () => {
  const { cli, one } = await opened();
  const partial = await cli([String(one)], {});
  expect(partial).toMatchObject({ code: 0, stdout: expect.stringContaining(`of ${one}`) });
  expect(partial.stderr).toMatch(
    /Missing: marketing emails.+ of 1 person: .+\(panel\.noMarketo\)\.\nMissing: interesting .+\nFix: Set .+\n$/,
  );
  const nothing = await cli([String(one), '--kinds', 'formFilled'], {});
  expect(nothing).toMatchObject({ code: 3, stdout: expect.stringContaining('No activities in this time.') });
});

test('what Marketo fails at is shown as it was', async () => {
  const { cli, one, instance } = await opened();
  await cli([String(one)]);
  instance.setFaults([{ match: {}, do: { code: '603' } }]);
  const { code, stdout, stderr } = await cli([String(one)]);
  expect([code, stdout.includes(`Form of ${one}`)]).toEqual([0, true]);
  expect(stderr).toMatch(
    /Missing: marketing emails.+\(marketo\.603\); shown as it was up to \d+ (s|min) ago\.\nMissing: .+\nFix: .+\n$/,
  );
});

test('what can’t be shown is refused with cause and fix', async () => {
  const { cli, one } = await opened();
  const refused = async (...args: string[]) => {
    const { code, stderr } = await cli(args);
    expect(stderr).toMatch(/^Error: .+\nCause: .+\nFix: .+\n/);
    return code;
  };
  expect(await refused('999999999')).toBe(1);
  expect(await refused('--account', '001000000000000')).toBe(1);
  expect(await refused('--account', '006000000000000')).toBe(2);
  expect(await refused()).toBe(2);
  expect(await refused(String(one), '--account', ACCOUNT)).toBe(2);
  expect(await refused(String(one), '--kinds', 'formFilled,emails')).toBe(2);
  expect(await refused(String(one), '--layer', 'opportunity')).toBe(2);
  expect(await refused(String(one), '--weeks', '15')).toBe(2);
});
