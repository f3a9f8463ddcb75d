import { beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../store/open.ts';
import { personId, personWrite, qualifiedPart } from '../store/people.ts';
import { sent } from '../store/sales-activities.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

async function stored() {
  const { store, db } = await openTestStore();
  await store.people.apply([personWrite(7, qualifiedPart(5))], { evidence: 'leadChange' });
  await store.salesActivities.intake([sent('a', { personId: 7 })]);
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName };
  return { store, cli: (...args: string[]) => run(['people', ...args], env) };
}
const REASON = ['--reason', 'request 4711'];

test('erase wants a reason, asks before, and says what would go without doing it', async () => {
  const { store, cli } = await stored();
  const [noReason, noYes, dry, noId] = await Promise.all([
    cli('erase', '7', '--yes'),
    cli('erase', '7', ...REASON),
    cli('erase', '7', ...REASON, '--dry-run', '--json'),
    cli('erase', 'ada@example.com', ...REASON, '--yes'),
  ]);
  expect([noReason.code, noYes.code, dry.code, noId.code]).toEqual([2, 2, 0, 2]);
  expect(noYes.stderr).toContain('Give --yes if the change is meant.');
  expect(noId.stderr).not.toContain('ada@');
  expect(JSON.parse(dry.stdout)).toEqual({
    dryRun: true,
    ids: [7],
    alreadyErased: [],
    counts: { people: 1, history: 0, activities: 1, branches: 1, tasks: 0, panels: 1, suspects: 0, optOuts: 0 },
  });
  expect((await store.people.get(personId(7)))?.marketo?.state).toBe('qualified');
});

test('what was erased is told by show and explain, and is not taken again', async () => {
  const { store, cli } = await stored();
  const erased = await cli('erase', '7', ...REASON, '--yes');
  expect(erased.code).toBe(0);
  expect(erased.stdout).toMatch(/Erased 7:\n +1 +personal data of people/);
  const [shown, json, explained] = await Promise.all([
    cli('show', '7'),
    cli('show', '7', '--json'),
    cli('explain', '7'),
  ]);
  for (const { stdout } of [shown, explained]) expect(stdout).toMatch(/Erased on .* by .*: request 4711/);
  expect(JSON.parse(json.stdout)).toMatchObject({
    state: 'erased',
    firstName: null,
    history: [],
    erased: { reason: 'request 4711' },
  });
  expect(await store.salesActivities.intake([sent('b', { personId: 7 })])).toEqual(['erased']);
});
