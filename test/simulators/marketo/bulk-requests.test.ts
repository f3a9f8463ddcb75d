import { describe, expect, it } from 'vitest';
import { Exports, jobOf, window } from './bulk-harness.ts';
import { codeOf, DAY, type Rig, rig, SECOND, START } from './harness.ts';

const RANGE = window(START - DAY, START);
const fields = ['id'];
const refusal = async (r: Rig, body: unknown) => (await new Exports(r).create(body)).errors;
const BAD_FILTER = [{ code: '1003', message: "Invalid value specified for attribute 'filter'" }];

describe('create lead export', () => {
  it('a good request is Created, with the format in capitals and CSV by default', async () => {
    const x = new Exports(await rig());
    const job = jobOf(await x.create({ fields, filter: { createdAt: RANGE } }));
    expect(job).toEqual({
      exportId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      format: 'CSV',
      status: 'Created',
      createdAt: '2026-06-15T18:00:00Z',
    });
    expect(jobOf(await x.create({ fields, format: 'tsv', filter: { createdAt: RANGE } })).format).toBe('TSV');
  });

  it('M66 the updatedAt and smart-list filters are a 1035 on a plain subscription, whatever their value', async () => {
    const r = await rig();
    for (const [name, value] of [
      ['updatedAt', RANGE],
      ['smartListId', 1],
      ['smartListName', 'All People'],
      ['updatedAt', 'nonsense'],
    ] as const) {
      expect(await refusal(r, { fields, filter: { [name]: value } })).toEqual([
        { code: '1035', message: `Unsupported filter type for target subscription: ${name}` },
      ]);
    }
    r.sim.instance.setSwitches({ updatedAtFilter: true });
    expect(await refusal(r, { fields, filter: { updatedAt: RANGE } })).toBeUndefined();
    expect((await refusal(r, { fields, filter: { smartListId: 1 } }))?.[0]?.code).toBe('1035');
    r.sim.instance.setSwitches({ smartListFilter: true });
    expect(await refusal(r, { fields, filter: { smartListId: 1 } })).toBeUndefined();
  });

  it('M67 a window over 31 days is refused; of exactly 31 days by switch', async () => {
    const r = await rig({ switches: { updatedAtFilter: true } });
    const over = async (ms: number, name = 'createdAt') =>
      (await refusal(r, { fields, filter: { [name]: window(START - 31 * DAY - ms, START) } }))?.[0]?.code;
    expect([await over(SECOND), await over(SECOND, 'updatedAt')]).toEqual(['1003', '1003']);
    expect([await over(0), await over(-SECOND)]).toEqual([undefined, undefined]);
    r.sim.instance.setSwitches({ exactly31Days: 'refuse', capCode: '1001' });
    expect([await over(0), await over(-SECOND)]).toEqual(['1001', undefined]);
    const later = { startAt: '2026-05-15T00:00:00+02:00', endAt: '2026-06-15T00:00:00+0100' };
    expect(await refusal(r, { fields, filter: { createdAt: later } })).toMatchObject([{ code: '1001' }]);
  });

  it.each([
    ['no filter', undefined],
    ['an empty filter', {}],
    ['two filters', { createdAt: RANGE, staticListId: 1 }],
    ['an unknown filter', { colour: 'red' }],
    ['a window without an end', { createdAt: { startAt: RANGE.startAt } }],
    ['a window that is none', { createdAt: '2026' }],
    ['a list id that is none', { staticListId: 'seven' }],
  ])('M68 %s is refused with the text on attribute filter', async (_what, filter) => {
    const r = await rig();
    expect(await refusal(r, { fields, filter })).toEqual(BAD_FILTER);
    r.sim.instance.setSwitches({ badFilterCode: '1001' });
    expect(await refusal(r, { fields, filter })).toMatchObject([{ code: '1001' }]);
  });

  it('M69 unknown fields are a 1003 that lists them', async () => {
    const r = await rig();
    const body = { fields: ['id', 'tea', 'email', 'SFDC Campaign Sync Note'], filter: { createdAt: RANGE } };
    expect(await refusal(r, body)).toEqual([
      { code: '1003', message: 'Invalid fields [tea, SFDC Campaign Sync Note]' },
    ]);
  });

  it('no fields, an unknown format, another type of value, and no JSON are refused', async () => {
    const r = await rig();
    const filter = { createdAt: RANGE };
    expect(await refusal(r, { filter })).toEqual([{ code: '1002', message: 'fields cannot be blank' }]);
    expect(await refusal(r, { fields, filter, format: 'XML' })).toMatchObject([{ code: '1003' }]);
    expect(await refusal(r, { fields: 'id', filter })).toEqual([
      { code: '1003', message: "Invalid value specified for attribute 'fields'" },
    ]);
    const raw = await new Exports(r).raw('POST', 'export/create.json', {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(codeOf((await raw.json()) as never)).toBe('609');
  });

  it('dates are ISO 8601 without milliseconds (switch), without a zone GMT; a window that ends first is a 701', async () => {
    const r = await rig();
    const code = async (startAt: string, endAt = '2026-06-15T00:00:00Z') =>
      (await refusal(r, { fields, filter: { createdAt: { startAt, endAt } } }))?.[0]?.code;
    for (const good of [
      '2026-06-01T00:00:00Z',
      '2026-06-01T00:00:00',
      '2026-06-01T00:00:00-08:00',
      '2026-06-01T00:00:00+0800',
    ])
      expect(await code(good), good).toBeUndefined();
    for (const bad of ['2026-06-01T00:00:00.000Z', '2026-06-01', 'yesterday', '2026-13-01T00:00:00Z'])
      expect(await code(bad), bad).toBe('704');
    r.sim.instance.setSwitches({ bulkMilliseconds: 'accept' });
    expect(await code('2026-06-01T00:00:00.000Z')).toBeUndefined();
    expect(await code('2026-06-15T00:00:01Z')).toBe('701');
    // With local time instead of GMT one of these two would end first.
    expect(await code('2026-06-15T00:00:00', '2026-06-15T00:00:00Z')).toBeUndefined();
    expect(await code('2026-06-15T00:00:00Z', '2026-06-15T00:00:00')).toBeUndefined();
  });

  it('an unknown list is a 1013', async () => {
    const r = await rig({ switches: { smartListFilter: true } });
    for (const filter of [{ staticListId: 9 }, { staticListName: 'No' }, { smartListId: 9 }, { smartListName: 'No' }])
      expect(await refusal(r, { fields, filter })).toMatchObject([{ code: '1013' }]);
  });
});
