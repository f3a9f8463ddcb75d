import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import type { CrmKind, CrmPort } from '../../model/ports.ts';
import type { MarketoInstance } from '../../simulators/marketo/index.ts';
import { scanOut } from './bulk-rig.ts';
import { activitiesOf, openRig, type Rig, SCAN, start } from './rig.ts';
import { expectTruth, truthOf } from './truth.ts';

const PAGE = 40;

/** Salesforce as the CRM scan sees it: the owned records whose people the simulated Marketo has. */
function crmOf(instance: MarketoInstance, asked: string[] = [], pageSize = PAGE): CrmPort {
  const idsOf = (kind: CrmKind): string[] => {
    const member = kind === 'lead' ? 'salesforceLeadId' : 'salesforceContactId';
    return [...new Set(truthOf(instance).flatMap((person) => person[member] ?? []))].toSorted();
  };
  return {
    countOwned: async (kind) => idsOf(kind).length,
    ownedIds: async (kind, after) => {
      asked.push(`${kind} ${after}`);
      return idsOf(kind)
        .filter((id) => after === null || id > after)
        .slice(0, pageSize);
    },
  };
}

async function openCrmRig(people = 600): Promise<Rig> {
  const rig = await openRig({ people });
  await start(rig);
  await activitiesOf(rig.deps).prepareInitial();
  await rig.store.peopleState.patch({ strategy: 'crm' });
  return { ...rig, deps: { ...rig.deps, crm: crmOf(rig.instance) } };
}

describe('reading the people of owned records', () => {
  it('everyone visible equals Marketo; nobody without an owner is asked for', async () => {
    const rig = await openCrmRig();
    const truth = truthOf(rig.instance);
    const outcome = await scanOut(rig);
    expect(outcome).toMatchObject({ kind: 'complete' });
    expect(outcome.done).toBe(outcome.total);
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
    expect(await rig.db.collection('people').countDocuments()).toBe(truth.length);
    expect(await rig.db.collection('people').distinct('marketo.evidence')).toEqual(['crmScan']);
  });

  it('counts everyone, also where calls of one page run side by side', async () => {
    const rig = await openCrmRig(4_000);
    const outcome = await scanOut({ deps: { ...rig.deps, crm: crmOf(rig.instance, [], 2_000) } });
    // Each record is somebody's; who is a lead and a contact is read twice.
    const { done } = outcome;
    expect(done).toBeGreaterThan(2_000);
    expect(outcome).toMatchObject({ kind: 'complete', read: done, qualified: done });
  });

  it('a scan cut off goes on at the page whose people were not stored', async () => {
    const rig = await openCrmRig();
    let pages = 0;
    const dying: PeopleDeps = {
      ...rig.deps,
      marketo: {
        ...rig.deps.marketo,
        leadsByFilter: (...args) => {
          pages += 1;
          if (pages === 4) throw new Error('the process died');
          return rig.deps.marketo.leadsByFilter(...args);
        },
      },
    };
    await expect(scanOut({ deps: dying })).rejects.toThrow('the process died');
    const asked: string[] = [];
    const { after } = await rig.store.ranges.crmPosition(SCAN, 'contact');
    expect(await scanOut({ deps: { ...rig.deps, crm: crmOf(rig.instance, asked) } })).toMatchObject({
      kind: 'complete',
    });
    expect(after).not.toBeNull();
    expect(asked[0]).toBe(`contact ${after}`);
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
  });

  it('more than 1,000 people of the records of one call: it is asked in halves', async () => {
    const rig = await openCrmRig();
    const shared = [...Array(3)].map(
      (_, n) => truthOf(rig.instance)[n]?.salesforceContactId ?? `003A0000000000${n}AAA`,
    );
    for (let n = 0; n < 1_200; n++) {
      rig.instance.create({
        sfdcContactId: shared[n % 3] ?? '',
        sfdcLeadOwnerId: '005A00000000001AAA',
        lastName: `Twin ${n}`,
      });
    }
    expect(await scanOut(rig)).toMatchObject({ kind: 'complete' });
    expect(rig.instance.stats().codes['1003']).toBeGreaterThan(0);
    await activitiesOf(rig.deps).completeInitial();
    await expectTruth(rig);
  });

  it('without Salesforce it says so', async () => {
    const rig = await openCrmRig();
    await expect(scanOut({ deps: { ...rig.deps, crm: null } })).rejects.toMatchObject({
      key: 'people.crmNotConnected',
    });
  });
});
