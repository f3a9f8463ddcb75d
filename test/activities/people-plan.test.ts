import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { type PeoplePlan, type PlanOptions, planPeople } from '../../activities/people-plan.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { CrmPort } from '../../model/ports.ts';
import type { Way } from '../../model/price.ts';
import { quotaLimits, quotaResetAfter } from '../../model/quota.ts';
import { DAY } from './clock.ts';
import { contents } from './contents.ts';
import { EXPORT_LIMITS, openRig, type Rig } from './rig.ts';

const CONTEXT = { priority: 'check' } as const;
const plan = ({ deps }: Pick<Rig, 'deps'>, options: PlanOptions = {}) => planPeople(deps, options, CONTEXT);
const priceOf = ({ prices }: PeoplePlan, way: Way) => prices.find((price) => price.way === way);
const hindranceOf = (plan: PeoplePlan, way: Way) => priceOf(plan, way)?.unavailable?.hindrance ?? null;

/** Salesforce as far as a plan asks it. */
function salesforce(lead: number, contact: number): CrmPort {
  return {
    countOwned: async (kind) => ({ lead, contact })[kind],
    ownedIds: () => Promise.reject(new Error('a plan reads no ids')),
  };
}

/** Slow enough that few calls win over many. */
const SLOW = quotaLimits({ rate: 0.01, day: 0.8, dailyCalls: 50_000 });
const slowly = (rig: Rig): Rig => ({ ...rig, deps: { ...rig.deps, limits: SLOW } });
const withLists = { switches: { smartListFilter: true } };

describe('a plan', () => {
  it('of many people on most ids: whom to expect, what each strategy costs, and the fastest', async () => {
    const rig = await openRig({ people: 20_000 });
    const found = await plan(rig);
    expect(found.people.low).toBeLessThan(20_000);
    expect(found.people.high).toBeGreaterThan(20_000);
    expect(found.owned.value / found.people.value).toBeCloseTo(0.7, 1);
    expect(found.idsPerPerson.value).toBeGreaterThan(1.05);
    expect(found.idsPerPerson.value).toBeLessThan(1.4);
    expect(found.pick).toMatchObject({ way: 'ids', strategy: 'ids', fitsToday: true, resets: 0 });
    // The scan's own end: 3,000 ids beyond the highest, in steps of 900.
    expect(found.pick.calls).toBe((Math.ceil((found.density.highestId + 3_000) / 900) * 900) / 300);
    expect(priceOf(found, 'windows')).toMatchObject({ jobs: found.windows.length, strategy: 'bulk' });
    expect(found.windows.length).toBeGreaterThanOrEqual(36);
  });

  it('of few people left on many ids: what is paid for an id scan is ids, not people', async () => {
    const rig = await openRig({ people: 6_000 });
    for (const { id } of [...rig.instance.truth({ fields: [] })]) if (id % 50 !== 0) rig.instance.delete(id);
    const { people, idsPerPerson, pick, density } = await plan(rig);
    expect(people.low).toBeLessThanOrEqual(rig.instance.people);
    expect(people.high).toBeGreaterThanOrEqual(rig.instance.people);
    expect(idsPerPerson.value).toBeGreaterThan(30);
    expect(pick.calls).toBeGreaterThanOrEqual((density.highestId + 3_000) / 300);
  });

  it('says which fields there are, and what it means that others are absent', async () => {
    const rig = await openRig({ people: 10 });
    const { marketo: given } = rig.deps;
    const marketo: PeopleDeps['marketo'] = {
      ...given,
      describeLeads: async (context) =>
        (await given.describeLeads(context)).filter(
          ({ restName }) => !/^(linkedIn|sfdcOppty|sfdcIsDel)/.test(restName),
        ),
    };
    expect((await plan(rig)).absent).toEqual([]);
    const { map, absent } = await plan({ deps: { ...rig.deps, marketo } });
    expect(map).toMatchObject({ owner: 'sfdcLeadOwnerId', salesforceDeleted: null, fields: { linkedInUrl: null } });
    expect(absent.map(({ field }) => field)).toEqual(['linkedInUrl', 'salesforceOpportunityId', 'salesforceDeleted']);
    expect(absent[0]?.means).toContain('MARKETO_FIELD_LINKEDIN');
  });

  it('writes nothing: the export made to try the smart list is cancelled and never queued', async () => {
    const rig = await openRig({ people: 50, ...withLists });
    const before = await contents(rig);
    await plan(rig);
    expect(rig.instance.bulkJobs()).toMatchObject([{ state: 'Cancelled', queuedAt: null }]);
    expect(await contents(rig)).toBe(before);
  });
});

describe('the smart list', () => {
  it('is the fastest where calls are dear and the subscription allows it', async () => {
    const rig = slowly(await openRig({ people: 3_000, ...withLists }));
    const found = await plan(rig);
    expect(found.pick).toMatchObject({ way: 'smartList', strategy: 'bulk', jobs: 1 });
    expect(found.smartList).toBe('All People');
  });

  it.each<[string, Parameters<typeof openRig>[0], PlanOptions, string]>([
    ['the subscription has no such filter', {}, {}, 'listNotSupported'],
    ['there is no such list', withLists, { smartList: 'Nobody' }, 'listMissing'],
    ['no list is wanted', withLists, { smartList: null }, 'listOff'],
  ])('is not open: %s', async (_, options, wanted, hindrance) => {
    const rig = await openRig({ people: 10, ...options });
    // As the setting: a list that was asked for by name is refused instead.
    await rig.store.settings.setPeople({ smartList: wanted.smartList ?? 'All People' }, 'test');
    expect(hindranceOf(await plan(rig, wanted.smartList === null ? wanted : {}), 'smartList')).toBe(hindrance);
  });

  it('can’t be tried where the day’s export volume is used up; exports wait for the reset', async () => {
    const rig = await openRig({ people: 10, limits: 'on', ...withLists });
    rig.instance.setLimits({ bulkUsedBytes: 500_000_000 });
    const found = await plan(rig, { strategy: 'bulk' });
    expect(hindranceOf(found, 'smartList')).toBe('listNotTried');
    expect(found.pick).toMatchObject({ way: 'windows', fitsToday: false, resets: 1 });
  });

  it('is refused by an answer that nothing is known of, and that is named', async () => {
    const rig = await openRig({ people: 10, ...withLists });
    rig.instance.setFaults([{ match: { path: '/bulk/v1/leads/export/create.json' }, do: { code: '709' } }]);
    expect(priceOf(await plan(rig), 'smartList')?.unavailable).toEqual({
      hindrance: 'listRefused',
      key: 'marketo.709',
    });
  });

  it.each([
    ['passing trouble', '611', 'marketo.611'],
    ['missing rights', '603', 'marketo.603'],
  ])('says nothing by %s: the plan fails with it', async (_, code, key) => {
    const rig = await openRig({ people: 10, ...withLists });
    rig.instance.setFaults([{ match: { path: '/bulk/v1/leads/export/create.json' }, do: { code } }]);
    await expect(plan(rig)).rejects.toMatchObject({ key });
  });

  it('an export that can’t be cancelled is left: it costs nothing', async () => {
    const rig = await openRig({ people: 10, ...withLists });
    rig.instance.setFaults([{ match: { path: '/bulk/v1/leads/export/*/cancel.json' }, do: { code: '611' } }]);
    expect(hindranceOf(await plan(rig), 'smartList')).toBeNull();
  });
});

describe('the CRM scan', () => {
  it('is priced by owned records, and is the fastest where they are few', async () => {
    const rig = slowly(await openRig({ people: 3_000 }));
    const deps = { ...rig.deps, crm: salesforce(700, 200) };
    expect((await plan({ deps })).pick).toMatchObject({ way: 'crm', strategy: 'crm', calls: 4, reads: 900 });
  });

  it('is not open without Salesforce, with another owner field, or where Marketo can’t search by its ids', async () => {
    const rig = await openRig({ people: 10 });
    const crm = salesforce(1, 1);
    expect(hindranceOf(await plan(rig), 'crm')).toBe('crmNotConnected');
    const fieldOverrides = { owner: 'externalSalesPersonId' };
    expect(hindranceOf(await plan({ deps: { ...rig.deps, crm, fieldOverrides } }), 'crm')).toBe('crmOtherOwner');
    const marketo = { ...rig.deps.marketo, searchableFields: async () => ['id', 'sfdcLeadId'] };
    expect(hindranceOf(await plan({ deps: { ...rig.deps, crm, marketo } }), 'crm')).toBe('crmNotSearchable');
    expect(hindranceOf(await plan({ deps: { ...rig.deps, crm } }), 'crm')).toBeNull();
  });
});

describe('Salesforce that does not answer', () => {
  it('closes the CRM scan alone, and is named', async () => {
    const rig = await openRig({ people: 10 });
    const fail = () => Promise.reject(new AppError('salesforce.timeout'));
    const found = await plan({ deps: { ...rig.deps, crm: { countOwned: fail, ownedIds: fail } } });
    expect(priceOf(found, 'crm')?.unavailable).toEqual({ hindrance: 'crmFailed', key: 'salesforce.timeout' });
    expect(found.pick.way).toBe('ids');
  });
});

describe('a strategy that was asked for', () => {
  it('is picked though another one is faster', async () => {
    const rig = await openRig({ people: 300, ...withLists });
    expect((await plan(rig, { strategy: 'bulk' })).pick.way).toBe('smartList');
    expect((await plan(rig, { strategy: 'bulk', smartList: null })).pick.way).toBe('windows');
    expect((await plan(rig, { strategy: 'ids' })).pick.way).toBe('ids');
  });

  it.each<[string, PlanOptions, string]>([
    ['CRM without Salesforce', { strategy: 'crm' }, 'Salesforce is not connected.'],
    ['a list that Marketo does not have', { smartList: 'Nobody' }, 'Marketo has no smart list of this name.'],
    ['an export by it', { strategy: 'bulk', smartList: 'Nobody' }, 'Marketo has no smart list of this name.'],
  ])('is refused with cause and fix where it can’t be had: %s', async (_, options, cause) => {
    const rig = await openRig({ people: 10, ...withLists });
    await expect(plan(rig, options)).rejects.toMatchObject({
      key: 'people.strategyUnavailable',
      entry: { class: 'config' },
      details: { cause, fix: expect.stringMatching(/.\.$/) },
    });
  });
});

describe('what is left of the day', () => {
  const limits = (dailyCalls: number) => quotaLimits({ rate: 1, day: 0.8, dailyCalls });
  const limited = (rig: Rig, dailyCalls: number): Rig => {
    const own = limits(dailyCalls);
    return { ...rig, deps: { ...rig.deps, limits: own, marketo: rig.client({ limits: own }) } };
  };

  it('counts the calls of the plan itself; the initial sync’s part of our share counts', async () => {
    const rig = limited(await openRig({ people: 300 }), 1_000);
    const { allowance } = await plan(rig);
    const { usedToday } = await rig.store.quota.status(limits(1_000));
    expect(usedToday).toBeGreaterThan(8);
    expect(allowance).toMatchObject({ callsLeft: 680 - usedToday, callsPerDay: 680 });
  });

  it('counts what others have used of the instance’s day', async () => {
    const rig = limited(await openRig({ people: 300, limits: 'on', dailyQuota: 1_000 }), 1_000);
    rig.instance.setLimits({ usedToday: 900 });
    const { allowance } = await plan(rig);
    expect(allowance.callsLeft).toBeGreaterThan(0);
    expect(allowance.callsLeft).toBeLessThan(50);
  });

  it('too little for any strategy: done after the reset', async () => {
    const rig = limited(await openRig({ people: 20_000, dailyQuota: 100 }), 100);
    const { pick, allowance } = await plan(rig);
    expect(allowance.callsLeft).toBeLessThan(68);
    expect(pick).toMatchObject({ fitsToday: false });
    expect(pick.resets).toBeGreaterThan(0);
    expect(pick.doneAt?.getTime()).toBeGreaterThan(quotaResetAfter(rig.clock.now()).getTime());
  });

  it('nothing at all: the plan says so instead of asking', async () => {
    const rig = limited(await openRig({ people: 10 }), 5);
    await expect(plan(rig)).rejects.toMatchObject({ entry: { class: 'quota' } });
  });

  it('counts files exported today, not those of yesterday', async () => {
    const rig = await openRig({ people: 10 });
    const written = await rig.store.exports.open('scan-0', 0);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(rig.clock.now());
    await rig.store.exports.move(written, { state: 'written', bytes: 1_000_000, day });
    const { dayBytes } = EXPORT_LIMITS;
    expect((await plan(rig)).allowance).toMatchObject({ bytesUsed: 1_000_000, bytesLeft: dayBytes - 1_000_000 });
    rig.clock.advance(DAY);
    expect((await plan(rig)).allowance).toMatchObject({ bytesUsed: 0, bytesLeft: dayBytes });
  });
});
