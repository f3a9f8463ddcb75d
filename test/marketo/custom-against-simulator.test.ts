import { describe, expect, it, onTestFinished } from 'vitest';
import { createMarketoClient, type NewActivity } from '../../marketo/index.ts';
import { isMarketoId } from '../../model/ids.ts';
import { type FaultRule, type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { CONTEXT, CountingLedger, failureOf, id } from './rig.ts';

const SUBJECT = { apiName: 'subject', name: 'Subject', dataType: 'string' };
const EVENT = { apiName: 'siaEventId', name: 'SIA Event ID', dataType: 'string' };

async function start(options: MarketoSimulatorOptions = {}) {
  const simulator = await startMarketoSimulator({ people: 500, limits: 'off', seed: 7, ...options });
  const { baseUrl, clientId, clientSecret } = simulator;
  const ledger = new CountingLedger();
  const client = createMarketoClient({ baseUrl, clientId, clientSecret, ledger, timeouts: { addActivities: 400 } });
  onTestFinished(async () => {
    await client.close();
    await simulator.close();
    expect(ledger.outcomes).toHaveLength(ledger.requests.length);
  });
  const { customActivities } = client;
  const names = { apiName: 'siaTest', name: 'SIA Test', triggerName: 'SIA Tests', filterName: 'SIA Tested' };
  await customActivities.createType({ ...names, description: '', primary: SUBJECT }, CONTEXT);
  await customActivities.addAttributes('siaTest', [EVENT], CONTEXT);
  await customActivities.approveType('siaTest', CONTEXT);
  const [type] = await customActivities.types(CONTEXT);
  const living = [...simulator.instance.state.book.living()].filter(isMarketoId);
  const record = (index: number): NewActivity => ({
    leadId: living[index] ?? id(1),
    typeId: type?.id ?? 0,
    at: new Date(),
    primary: 'Hello',
    attributes: { siaEventId: `default/${index}` },
  });
  return { simulator, customActivities, type, living, record, all: () => [...simulator.instance.customActivities()] };
}

const EXTERNAL: FaultRule['match'] = { class: 'activityWrites' };
const eventIds = (found: { attributes: { apiName: string | null; value: unknown }[] }[]) =>
  found.map(({ attributes }) => attributes.find(({ apiName }) => apiName === 'siaEventId')?.value);

describe('custom activities against the simulator', () => {
  it('a type is made, completed, approved and described', async () => {
    const { customActivities, type } = await start();
    expect(type).toMatchObject({ apiName: 'siaTest', status: 'approved' });
    await expect(customActivities.describeType('siaTest', 'approved', CONTEXT)).resolves.toMatchObject({
      primary: SUBJECT,
      attributes: [EVENT],
    });
    expect((await failureOf(customActivities.approveType('siaTest', CONTEXT))).key).toBe('marketo.709');
  });

  it('300 at once are added, unknown people skipped, and all read back', async () => {
    const { customActivities, living, record, all } = await start();
    const records = Array.from({ length: 300 }, (_, index) => record(index));
    records[5] = { ...record(5), leadId: id(999_999_999) };
    const outcomes = await customActivities.add(records, CONTEXT);
    expect(outcomes[5]).toMatchObject({ kind: 'skipped', error: { key: 'marketo.1004' } });
    expect(outcomes.filter(({ kind }) => kind === 'added')).toHaveLength(299);
    expect(all()).toHaveLength(299);
    const query = { leadIds: living.slice(0, 300), typeIds: [record(0).typeId], from: new Date(Date.now() - 60_000) };
    const found = await customActivities.readBack(query, CONTEXT);
    expect(new Set(eventIds(found)).size).toBe(299);
  });

  it.each<FaultRule['do']>([
    { resetAfter: true },
    { truncate: true },
    { badJson: true },
    { emptyBody: true },
    { delayMs: 800 },
  ])('after the fault %j the outcome is unknown, and the record is there when it is looked up', async (action) => {
    const { simulator, customActivities, record, all } = await start();
    const { typeId, leadId, at } = record(0);
    simulator.instance.setFaults([{ match: { ...EXTERNAL, nth: 1 }, do: action }]);
    expect(await customActivities.add([record(0)], CONTEXT)).toMatchObject([{ kind: 'unknown' }]);
    await expect.poll(() => all().length).toBe(1);
    const found = await customActivities.readBack({ leadIds: [leadId], typeIds: [typeId], from: at }, CONTEXT);
    expect(eventIds(found)).toEqual(['default/0']);
  });

  it('after a reset before the work the outcome is unknown, too, and nothing is there', async () => {
    const { simulator, customActivities, record, all } = await start();
    simulator.instance.setFaults([{ match: EXTERNAL, do: { resetBefore: true } }]);
    expect(await customActivities.add([record(0)], CONTEXT)).toMatchObject([{ kind: 'unknown' }]);
    expect(all()).toEqual([]);
  });

  it('after a merge an activity is found under the winner', async () => {
    const { simulator, customActivities, living, record } = await start({ switches: { attributeApiNames: false } });
    const [loser = id(1), winner = id(2)] = living;
    await customActivities.add([record(0)], CONTEXT);
    simulator.instance.merge({ winner, losers: [loser] });
    const query = { typeIds: [record(0).typeId], from: new Date(Date.now() - 60_000) };
    await expect(customActivities.readBack({ ...query, leadIds: [loser] }, CONTEXT)).resolves.toEqual([]);
    const [found] = await customActivities.readBack({ ...query, leadIds: [winner] }, CONTEXT);
    expect(found).toMatchObject({ leadId: winner, attributes: [{ apiName: null, name: 'SIA Event ID' }] });
  });
});
