import { describe, expect, it } from 'vitest';
import { Exports, window } from './bulk-harness.ts';
import { add, approvedType, outcomes, readBack, record } from './custom.ts';
import { codeOf, DAY, HOUR, type Rig, rig, SECOND } from './harness.ts';

const PATH = '/rest/v1/activities/external.json';
const all = (r: Rig) => [...r.sim.instance.customActivities()];

describe('adding custom activities', () => {
  it('M84 one unknown person is skipped with 1004, the others are added, in the order given', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [a = 0, b = 0, gone = 0] = r.ids(3);
    r.sim.instance.delete(gone);
    const reply = await add(
      r,
      [a, 999_999_999, gone, b].map((leadId) => record(r, { leadId, activityTypeId })),
    );
    expect(reply.success).toBe(true);
    const missing = { status: 'skipped', errors: [{ code: '1004', message: 'Lead not found' }] };
    const added = { id: expect.any(Number), marketoGUID: expect.any(String), status: 'added' };
    expect(reply.result).toEqual([added, missing, missing, added]);
    expect(all(r).map(({ guid, leadId }) => [guid, leadId])).toEqual([
      [reply.result?.[0]?.marketoGUID, a],
      [reply.result?.[3]?.marketoGUID, b],
    ]);
  });

  it('M85 300 records are taken, 301 are refused', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const input = r.ids(301).map((leadId) => record(r, { leadId, activityTypeId }));
    expect(codeOf(await add(r, input))).toBe('1003');
    expect(all(r)).toEqual([]);
    expect(new Set(outcomes(await add(r, input.slice(0, 300))))).toEqual(new Set(['added']));
    expect(all(r)).toHaveLength(300);
    expect(codeOf(await add(r, []))).toBe('1003');
  });

  it('M86 attributes above 65,536 bytes are a 1049 on that record alone', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [leadId = 0] = r.ids(1);
    const texts = (bytes: number) => {
      const attributes = { note: 'ü'.repeat(15_000), more: 'ü'.repeat(15_000), rest: 'x'.repeat(bytes - 60_000) };
      return record(r, { leadId, activityTypeId, attributes });
    };
    expect(outcomes(await add(r, [texts(65_537), texts(65_536)]))).toEqual(['1049', 'added']);
  });

  it('M87 without a primary value the record is skipped with 1002, or by switch the call refused', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [leadId = 0] = r.ids(1);
    const good = record(r, { leadId, activityTypeId });
    const input = [good, { ...good, primaryAttributeValue: undefined }, { ...good, primaryAttributeValue: '' }];
    expect(outcomes(await add(r, input))).toEqual(['added', '1002', '1002']);
    r.sim.instance.setSwitches({ missingPrimary: 'refuse' });
    expect(codeOf(await add(r, input))).toBe('1002');
    expect(all(r)).toHaveLength(1);
  });

  it('M88 two equal calls add two activities with two GUIDs', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const input = [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId, attributes: { eventId: 'same' } })];
    const replies = [await add(r, input), await add(r, input)];
    expect(new Set(replies.map(({ result }) => result?.[0]?.marketoGUID)).size).toBe(2);
    expect(all(r).map(({ attributes }) => attributes.eventId)).toEqual(['same', 'same']);
  });

  it('M89 they are read by type and person, page by page, and after a delay that can be set', async () => {
    const r = await rig();
    const [one, other] = [await approvedType(r), await approvedType(r, 'acmeMail')];
    const people = r.ids(40);
    const input = people.flatMap((leadId, i) => [
      record(r, { leadId, activityTypeId: one, attributes: { eventId: `e${i}`, seconds: '42', mail: '' } }),
      record(r, { leadId, activityTypeId: other }),
    ]);
    await add(r, input);
    const [a = 0, b = 0] = people;
    const rows = await readBack(r, [one], [a, b]);
    expect(rows.map(({ leadId, activityTypeId }) => [leadId, activityTypeId])).toEqual([
      [a, one],
      [b, one],
    ]);
    expect(rows[0]).toMatchObject({ activityDate: '2026-06-15T18:00:00Z', primaryAttributeValue: 'Hello' });
    expect(rows[0]?.attributes).toEqual([
      { name: 'Event Id', apiName: 'eventId', value: 'e0' },
      { name: 'Seconds', apiName: 'seconds', value: 42 },
    ]);
    const query = { activityTypeIds: [one, other], batchSize: 30 };
    const { pages } = await r.drain('', await r.since(r.now - HOUR), query);
    expect(pages.map((page) => page.length)).toEqual([30, 30, 20]);
    r.sim.instance.setSwitches({ customActivityDelayMs: 60 * SECOND, attributeApiNames: false });
    await add(r, [record(r, { leadId: a, activityTypeId: one, attributes: { eventId: 'late' } })]);
    r.advance(60 * SECOND - 1);
    expect(await readBack(r, [one], [a])).toHaveLength(1);
    expect(all(r).filter(({ isVisible }) => !isVisible)).toHaveLength(1);
    r.advance(1);
    expect((await readBack(r, [one], [a])).at(-1)?.attributes).toEqual([{ name: 'Event Id', value: 'late' }]);
  });

  it('M90 by fault the records are added and the answer is lost', async () => {
    for (const action of [{ resetAfter: true }, { truncate: true }] as const) {
      const r = await rig();
      const activityTypeId = await approvedType(r);
      const input = r.ids(3).map((leadId) => record(r, { leadId, activityTypeId }));
      r.sim.instance.setFaults([{ match: { path: PATH, nth: 1 }, do: action }]);
      await expect(add(r, input)).rejects.toThrow();
      expect(all(r)).toHaveLength(3);
      expect(await readBack(r, [activityTypeId])).toHaveLength(3);
      expect(outcomes(await add(r, input))).toEqual(['added', 'added', 'added']);
    }
  });

  it.each([{ resetBefore: true }, { http: 502, html: true }, { code: '606' }, { code: '611' }] as const)(
    'with the fault %j nothing is added',
    async (action) => {
      const r = await rig();
      const activityTypeId = await approvedType(r);
      r.sim.instance.setFaults([{ match: { class: 'activityWrites' }, do: action }]);
      await add(r, [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId })]).catch(() => undefined);
      expect(all(r)).toEqual([]);
    },
  );

  it('a client that gave up waiting has added its records all the same', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    r.sim.instance.setFaults([{ match: { class: 'activityWrites' }, do: { delayMs: 300 } }]);
    const body = JSON.stringify({ input: [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId })] });
    const headers = { authorization: `Bearer ${await r.token()}`, 'content-type': 'application/json' };
    const call = r.raw(PATH, { method: 'POST', body, headers, signal: AbortSignal.timeout(100) });
    await expect(call).rejects.toThrow();
    await expect.poll(() => all(r).length).toBe(1);
  });

  it('M91 after a merge the loser’s activities read under the winner’s id, and its own is unknown', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [winner = 0, loser = 0] = r.ids(2);
    await add(r, [record(r, { leadId: loser, activityTypeId, attributes: { eventId: 'e' } })]);
    r.sim.instance.merge({ winner, losers: [loser] });
    expect(await readBack(r, [activityTypeId], [loser])).toEqual([]);
    expect((await readBack(r, [activityTypeId], [winner])).map(({ leadId }) => leadId)).toEqual([winner]);
    expect(all(r)).toMatchObject([{ leadId: winner, type: 'acmeCall', attributes: { eventId: 'e' } }]);
    expect(outcomes(await add(r, [record(r, { leadId: loser, activityTypeId })]))).toEqual(['1004']);
  });

  it.each<[string, object, string | undefined]>([
    ['no person', { leadId: undefined }, '1002'],
    ['no date', { activityDate: undefined }, '1002'],
    ['no type', { activityTypeId: undefined }, '1002'],
    ['no list of attributes', { attributes: undefined }, '1002'],
    ['a date that is none', { activityDate: 'yesterday' }, '1003'],
    ['an unknown type', { activityTypeId: 4711 }, '1013'],
    ['a native type', { activityTypeId: 39 }, '1013'],
    ['an unknown attribute', { attributes: [{ apiName: 'none', value: 1 }] }, '1006'],
    ['text for an integer', { attributes: [{ apiName: 'seconds', value: 'many' }] }, '1003'],
    ['a fraction for an integer', { attributes: [{ apiName: 'seconds', value: 1.5 }] }, '1003'],
    ['256 characters', { attributes: [{ apiName: 'eventId', value: 'x'.repeat(256) }] }, '1003'],
    ['30,001 bytes of text', { attributes: [{ apiName: 'note', value: 'x'.repeat(30_001) }] }, '1003'],
    ['255 characters', { attributes: [{ apiName: 'eventId', value: 'x'.repeat(255) }] }, undefined],
    ['an attribute by its display name', { attributes: [{ name: 'Event Id', value: 'x' }] }, undefined],
    ['a date with an offset', { activityDate: '2026-06-15T20:00:00+0200' }, undefined],
  ])('%s', async (_what, change, code) => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const good = record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId });
    expect(outcomes(await add(r, [{ ...good, ...change }, good]))).toEqual([code ?? 'added', 'added']);
  });

  it('long values are cut or kept by switch', async () => {
    const r = await rig({ switches: { longValues: 'cut' } });
    const activityTypeId = await approvedType(r);
    const [leadId = 0] = r.ids(1);
    const long = [record(r, { leadId, activityTypeId, attributes: { eventId: 'x'.repeat(300) } })];
    await add(r, long);
    r.sim.instance.setSwitches({ longValues: 'accept' });
    await add(r, long);
    expect(all(r).map(({ attributes }) => String(attributes.eventId).length)).toEqual([255, 300]);
  });

  it('the date may lie in the past; reading goes by it', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [leadId = 0] = r.ids(1);
    const activityDate = new Date(r.now - 30 * DAY).toISOString();
    await add(r, [record(r, { leadId, activityTypeId, activityDate })]);
    expect(await readBack(r, [activityTypeId])).toEqual([]);
    const read = async (ms: number) => (await r.drain('', await r.since(ms), { activityTypeIds: activityTypeId })).rows;
    expect(await read(r.now - 30 * DAY)).toEqual([]);
    for (const order of ['commit', 'date'] as const) {
      r.sim.instance.setSwitches({ pageOrder: order });
      expect(await read(r.now - 30 * DAY - SECOND)).toHaveLength(1);
    }
  });

  it('attributes changed after a record was added leave it as it is', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    await add(r, [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId, attributes: { eventId: 'e' } })]);
    const type = 'activities/external/type/acmeCall';
    await r.post(`${type}/attributes/delete.json`, { attributes: [{ apiName: 'eventId' }] });
    await r.post(`${type}/approve.json`);
    expect((await readBack(r, [activityTypeId]))[0]?.attributes).toMatchObject([{ name: 'Event Id', value: 'e' }]);
  });

  it('an activity export has them, with attributes by name', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    const [leadId = 0] = r.ids(1);
    await add(r, [record(r, { leadId, activityTypeId, attributes: { eventId: 'e', seconds: 3 } })]);
    const filter = { createdAt: window(r.now - HOUR, r.now + HOUR), activityTypeIds: [activityTypeId] };
    const rows = await new Exports(r, 'activities').rows({ filter });
    expect(rows).toMatchObject([{ leadId: String(leadId), primaryAttributeValue: 'Hello' }]);
    expect(JSON.parse(rows[0]?.attributes ?? '')).toEqual({ 'Event Id': 'e', Seconds: 3 });
  });

  it('ids may be missing from the answer by fault, GUIDs never are', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    r.sim.instance.setFaults([{ match: { class: 'activityWrites' }, do: { dropId: true } }]);
    const { result } = await add(r, [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId })]);
    expect(result).toEqual([{ marketoGUID: expect.any(String), status: 'added' }]);
  });

  it('the control interface lists them all', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    await add(r, [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId })]);
    const { text } = await r.control('GET', '/truth/custom-activities');
    expect(JSON.parse(text)).toMatchObject({ type: 'acmeCall', at: '2026-06-15T18:00:00Z', primary: 'Hello' });
  });
});
