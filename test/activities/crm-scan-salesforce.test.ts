import { describe, expect, it, onTestFinished } from 'vitest';
import { createCrmPort, createSalesforceClient } from '../../salesforce/index.ts';
import { type SalesforceSimulatorOptions, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { rig } from '../simulators/salesforce/harness.ts';
import { scanOut } from './bulk-rig.ts';
import { activitiesOf, openRig, SCAN, start } from './rig.ts';
import { expectTruth, truthOf } from './truth.ts';

const PEOPLE = 1_500;

/** Both vendors with the same people; the scan is about to run. */
async function openBoth(options: SalesforceSimulatorOptions = {}) {
  const rig = await openRig({ people: PEOPLE });
  const sim = await startSalesforceSimulator({ people: PEOPLE, ...options });
  onTestFinished(() => sim.close());
  const { loginUrl, clientId, clientSecret } = sim;
  const client = createSalesforceClient({ loginUrl, clientId, clientSecret });
  onTestFinished(() => client.close());
  await start(rig);
  await activitiesOf(rig.deps).prepareInitial();
  await rig.store.peopleState.patch({ strategy: 'crm' });
  const crm = createCrmPort(client);
  const deps = { ...rig.deps, crm };
  return { ...rig, deps, crm, sim, act: activitiesOf(deps) };
}

describe('the CRM scan through Salesforce’s API', () => {
  it('finds exactly the people that Marketo says are owned', async () => {
    const both = await openBoth();
    const outcome = await scanOut(both);
    expect(outcome).toMatchObject({ kind: 'complete' });
    expect(outcome.done).toBe(outcome.total);
    await both.act.completeInitial();
    await expectTruth(both);
    expect(truthOf(both.instance).length).toBeGreaterThan(PEOPLE / 2);
  });

  it('also in small pages, with deaths between them', async () => {
    const both = await openBoth({ switches: { pageSize: 7 } });
    const { crm } = both;
    let left = 1;
    const dying = {
      ...both.deps,
      crm: {
        ...crm,
        ownedIds: (...args: Parameters<typeof crm.ownedIds>) =>
          args[1] !== null && left-- > 0 ? Promise.reject(new Error('the process died')) : crm.ownedIds(...args),
      },
    };
    await expect(scanOut({ deps: dying })).rejects.toThrow('the process died');
    expect((await both.store.ranges.crmPosition(SCAN, 'contact')).after).not.toBeNull();
    expect(await scanOut(both)).toMatchObject({ kind: 'complete' });
    await both.act.completeInitial();
    await expectTruth(both);
  });
});

describe('owned records', () => {
  it('are those of users: none of a queue, none converted, none deleted; each once, in order of ids', async () => {
    const r = await rig({ people: PEOPLE });
    const { loginUrl, clientId, clientSecret } = r.sim;
    const client = createSalesforceClient({ loginUrl, clientId, clientSecret });
    onTestFinished(() => client.close());
    const crm = createCrmPort(client);
    for (const [kind, object, id] of [
      ['lead', 'Lead', r.lead()],
      ['contact', 'Contact', r.contact()],
    ] as const) {
      await r.api('DELETE', `/sobjects/${object}/${id}`);
      const rows = [...r.org.store.table(object).all()];
      const owned = rows.filter(
        (row) =>
          row.get('IsDeleted') !== true &&
          row.get('IsConverted') !== true &&
          String(row.get('OwnerId')).startsWith('005'),
      );
      const ids: string[] = [];
      for (
        let page = await crm.ownedIds(kind, null);
        page.length > 0;
        page = await crm.ownedIds(kind, ids.at(-1) ?? null)
      )
        ids.push(...page);
      expect(ids).toEqual(owned.map((row) => String(row.get('Id'))).toSorted());
      expect(ids).not.toContain(id);
      expect(await crm.countOwned(kind)).toBe(ids.length);
      if (kind === 'lead') expect(ids.length).toBeLessThan(rows.length - 1);
    }
  });

  it('come 2,000 at a time', async () => {
    const sim = await startSalesforceSimulator({ people: 9_000, ownedShare: 1 });
    onTestFinished(() => sim.close());
    const { loginUrl, clientId, clientSecret } = sim;
    const client = createSalesforceClient({ loginUrl, clientId, clientSecret });
    onTestFinished(() => client.close());
    const crm = createCrmPort(client);
    const first = await crm.ownedIds('contact', null);
    const second = await crm.ownedIds('contact', first.at(-1) ?? null);
    expect([first.length, (second[0] ?? '') > (first.at(-1) ?? '')]).toEqual([2_000, true]);
  });

  it('an abort ends the asking', async () => {
    const { crm } = await openBoth();
    const reason = new Error('enough');
    await expect(crm.countOwned('lead', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
