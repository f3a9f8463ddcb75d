import { describe, expect, it } from 'vitest';
import { Exports, lastDays, window } from './bulk-harness.ts';
import { DAY, type Rig, rig, SECOND, START } from './harness.ts';

const COLUMNS = [
  'marketoGUID',
  'leadId',
  'activityDate',
  'activityTypeId',
  'campaignId',
  'primaryAttributeValueId',
  'primaryAttributeValue',
  'attributes',
];

const NOW = window(START, START + DAY);
const rowsOf = async (r: Rig, filter: object, more: object = {}) =>
  new Exports(r, 'activities').rows({ filter: { createdAt: NOW, ...filter }, ...more });
const codeFor = async (r: Rig, filter: object | undefined) =>
  (await new Exports(r, 'activities').create({ filter })).errors?.[0]?.code;

/** Values as cells of the file: an object is JSON. */
const asCell = (value: unknown) =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);

/** What activities.json says about a row, in the columns of the file. */
async function viaRest(r: Rig, types: number[]) {
  const { rows } = await r.drain('', await r.since(START - SECOND), { activityTypeIds: types });
  return rows.map((row) => {
    const attributes = Object.fromEntries(row.attributes.map(({ name, value }) => [name, value]));
    const all: Record<string, unknown> = { ...row, attributes };
    return Object.fromEntries(COLUMNS.map((name) => [name, asCell(all[name])]));
  });
}

describe('activity export', () => {
  it('M80 it has the eight default columns, attributes as one JSON object, and refuses type 37', async () => {
    const r = await rig();
    r.sim.instance.random(300, 5);
    const rows = await rowsOf(r, {});
    expect(Object.keys(rows[0] ?? {})).toEqual(COLUMNS);
    const types = [12, 13, 19, 21, 23, 29, 31, 32];
    expect(rows.length).toBeGreaterThan(200);
    const byGuid = (a: Record<string, string | null>, b: Record<string, string | null>) =>
      Number(a.marketoGUID) - Number(b.marketoGUID);
    expect([...rows].sort(byGuid)).toEqual((await viaRest(r, types)).sort(byGuid));
    const merge = rows.find(({ activityTypeId }) => activityTypeId === '32');
    expect(JSON.parse(merge?.attributes ?? '')).toMatchObject({ 'Merge IDs': [expect.any(Number)] });
    // Deletions are in the log, and never in the file.
    expect((await r.drain('/deletedleads', await r.since(START - SECOND))).rows.length).toBeGreaterThan(0);
    expect(rows.some(({ activityTypeId }) => activityTypeId === '37')).toBe(false);
    expect(await codeFor(r, { createdAt: NOW, activityTypeIds: [12, 37] })).toBe('1003');
  });

  it('New Lead records of the people there from the start are found in their window', async () => {
    const r = await rig({ people: 2000 });
    const createdAt = lastDays(r, 20);
    const rows = await rowsOf(r, { createdAt, activityTypeIds: [12] });
    const expected = [...r.sim.instance.truth({ fields: ['createdAt'] })].filter(
      (line) => String(line.createdAt) >= createdAt.startAt && String(line.createdAt) <= createdAt.endAt,
    );
    expect(rows.map(({ leadId, activityDate }) => [Number(leadId), activityDate])).toEqual(
      expected.map((line) => [line.id, line.createdAt]),
    );
    expect(rows.length).toBeGreaterThan(10);
  });

  it('fields choose columns, actionResult among them; unknown ones are refused', async () => {
    const r = await rig();
    r.sim.instance.update(r.ids(1)[0] ?? 0, { title: 'T' });
    const fields = ['leadId', 'actionResult'];
    expect(await rowsOf(r, { activityTypeIds: [13] }, { fields })).toEqual([
      { leadId: String(r.ids(1)[0]), actionResult: 'succeeded' },
    ]);
    const refused = await new Exports(r, 'activities').create({ fields: ['id'], filter: { createdAt: NOW } });
    expect(refused.errors).toEqual([{ code: '1003', message: 'Invalid fields [id]' }]);
  });

  it('primary attributes select by id or value within one asset group', async () => {
    const r = await rig();
    const [id = 0] = r.ids(1);
    r.sim.instance.update(id, { title: 'T', city: 'C' });
    const names = async (filter: object) =>
      (await rowsOf(r, filter)).map(({ primaryAttributeValue }) => primaryAttributeValue);
    expect(await names({ activityTypeIds: [13], primaryAttributeValueIds: [56] })).toEqual(['Job Title']);
    expect(await names({ activityTypeIds: [13, 22], primaryAttributeValues: ['City', 'Country'] })).toEqual(['City']);
  });

  it.each([
    ['no filter', undefined],
    ['no createdAt', { activityTypeIds: [13] }],
    ['an unknown member', { createdAt: NOW, colour: 1 }],
    ['types that are none', { createdAt: NOW, activityTypeIds: ['x'] }],
    [
      'both kinds of primaries',
      { createdAt: NOW, activityTypeIds: [13], primaryAttributeValueIds: [56], primaryAttributeValues: ['City'] },
    ],
    ['primaries without types', { createdAt: NOW, primaryAttributeValueIds: [56] }],
    ['primaries over two asset groups', { createdAt: NOW, activityTypeIds: [13, 24], primaryAttributeValueIds: [56] }],
    [
      '51 primaries',
      { createdAt: NOW, activityTypeIds: [13], primaryAttributeValueIds: Array.from({ length: 51 }, (_, i) => i) },
    ],
    ['a window over 31 days', { createdAt: window(START - 32 * DAY, START) }],
  ])('%s is refused', async (_what, filter) => {
    expect(await codeFor(await rig(), filter)).toBe('1003');
  });

  it('a record shows under the winner of a merge, one not yet visible is not in the file', async () => {
    const r = await rig({ faults: [{ match: { types: [23] }, do: { lateMs: DAY } }] });
    const [winner = 0, loser = 0] = r.ids(2);
    r.sim.instance.update(loser, { title: 'T' });
    r.sim.instance.update(loser, { sfdcLeadOwnerId: '005000000000000AAA' });
    r.sim.instance.merge({ winner, losers: [loser] });
    const rows = await rowsOf(r, { activityTypeIds: [13, 23] });
    expect(rows.map(({ leadId, activityTypeId }) => [leadId, activityTypeId])).toEqual([[String(winner), '13']]);
  });
});
