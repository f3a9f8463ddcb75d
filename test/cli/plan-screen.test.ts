import { expect, test } from 'vitest';
import type { PeoplePlan, PlanOptions } from '../../activities/people-plan.ts';
import { PLAIN } from '../../client/cli/lib/style.ts';
import { planScreen, shortPlan } from '../../client/cli/people/plan-screen.ts';
import { planView } from '../../client/cli/people/plan-view.ts';
import { absent } from '../../model/absent-field.ts';
import { resolveFieldMap } from '../../model/field-map.ts';
import type { Unavailable } from '../../model/hindrance.ts';
import { type Allowance, cheapest, isOffer, prices } from '../../model/price.ts';
import type { InitialState } from '../../store/types.ts';
import { AT } from './support/evidence.ts';

const MB = 1_000_000;
const FIELDS = ['sfdcLeadOwnerId', 'firstName', 'email', 'company'];

interface Made {
  allowance?: Partial<Allowance>;
  smartList?: Unavailable | null;
  list?: string;
  crm?: Unavailable | number[];
  options?: PlanOptions;
  initial?: InitialState;
}

/** A million people on 1.5 million ids of an instance that lacks most fields; all ways are open. */
function viewOf(made: Made = {}) {
  const { smartList = null, crm = [400_000, 300_000], list = 'All People', options = {}, initial = 'none' } = made;
  const allowance = {
    now: AT(12),
    resetsAt: AT(30),
    callsLeft: 34_000,
    callsPerDay: 34_000,
    bytesUsed: 0,
    bytesLeft: 400 * MB,
    bytesPerDay: 400 * MB,
    windowCalls: 50,
    exportJobs: 4,
    ...made.allowance,
  };
  const windows = Array.from({ length: 60 }, () => 1_000_000 / 60);
  const facts = {
    allowance,
    idsToAsk: 1_500_000,
    people: 1_000_000,
    bytes: 250 * MB,
    windows,
    pollMs: 60_000,
    smartList,
  };
  const all = prices({ ...facts, crm });
  const offers = all.filter(isOffer);
  const wanted = offers.filter(({ strategy }) => options.strategy === undefined || strategy === options.strategy);
  const pick = cheapest(wanted);
  if (pick === null) throw new Error('nothing is open');
  const map = resolveFieldMap(FIELDS.map((restName) => ({ restName, displayName: restName })));
  const exact = (value: number) => ({ value, low: value, high: value });
  const plan: PeoplePlan = {
    map,
    absent: absent(map),
    density: { at: AT(12), highestId: 1_497_000, earliest: new Date('2019-02-03T04:05:06Z'), samples: [] },
    people: { value: 1_000_000, low: 991_000, high: 1_012_000.4 },
    owned: exact(700_000),
    idsPerPerson: exact(1.497),
    bytes: exact(250 * MB),
    allowance,
    windows: [],
    smartList: list,
    prices: all,
    pick,
  };
  return planView({ plan, calls: 31, options, initial });
}
const screen = (made?: Made) => planScreen(viewOf(made), PLAIN).join('\n');

test('absent fields are named, with what that means', () => {
  const text = screen();
  expect(text).toMatch(/linkedInUrl +\(absent\)/);
  expect(text).toContain('linkedInUrl is absent: it stays empty; MARKETO_FIELD_LINKEDIN can name another field');
  expect(text).toContain('salesforceDeleted is absent: people whom Salesforce deleted stay');
  expect(text).not.toContain('email is absent');
});

test('errors are shown where there are any, the larger side of both', () => {
  expect(screen()).toContain('about 1,000,000 (± 12,001), 700,000 with an owner; created since 2019-02-03');
});

test('a CRM scan says that it reads qualified people only', () => {
  expect(screen()).toMatch(/^crm .* reads qualified people only$/m);
  const picked = screen({ options: { strategy: 'crm' } });
  expect(picked).toMatch(/^Pick +crm: asked for; today’s quota is enough for it$/m);
  expect(picked).toContain('It reads qualified people only: others are not looked at.');
  expect(shortPlan(viewOf({ options: { strategy: 'crm' } })).join('\n')).toContain('qualified people only');
});

test('a file that is larger than what is left of the day’s volume says so though it is exported at once', () => {
  expect(screen({ allowance: { bytesLeft: 200 * MB, bytesPerDay: 200 * MB } })).toMatch(
    /^bulk by smart list .*250 MB \(1\.3 ×\).*; more than is left of today$/m,
  );
});

test('what is never done says so', () => {
  const never = { callsLeft: 0, callsPerDay: 0 };
  expect(screen({ allowance: never })).toMatch(/^ids +5,000 +none left .*not within a year/m);
});

test('why a way is not open is told with what Marketo answered, where nothing else is known', () => {
  const smartList = { hindrance: 'listRefused', key: 'marketo.709' } as const;
  expect(screen({ smartList })).toMatch(
    /^bulk by smart list .* not open: Marketo refused the smart list \(marketo\.709\)$/m,
  );
  expect(shortPlan(viewOf({ smartList }))).toContain(
    'Not open: bulk by smart list, Marketo refused the smart list (marketo.709)',
  );
});

test('names of Marketo can’t move the cursor, and are quoted for the shell', () => {
  const list = 'It’s "all"\u001b[31m';
  expect(screen({ list })).toContain('“It’s "all"\\u001b[31m”');
  expect(viewOf({ options: { smartList: "Bob's" } }).next).toBe("actions-sync people start --smart-list 'Bob'\\''s'");
});

test.each([
  ['none', 'actions-sync people start'],
  ['cancelled', 'actions-sync people start'],
  ['complete', 'actions-sync people start --again'],
  ['running', 'actions-sync people status'],
  ['paused', 'actions-sync people status'],
] as const)('the next command fits a scan that is %s', (initial, next) => {
  expect(viewOf({ initial }).next).toBe(next);
});

test('what the question needs to know is short', () => {
  expect(shortPlan(viewOf({ crm: { hindrance: 'crmNotConnected', key: null } }))).toEqual([
    'People: about 1,000,000 (± 12,001), 700,000 with an owner; created since 2019-02-03',
    'Strategy: bulk by smart list (the first to be done of those that today’s quota is enough for)',
    'Cost: 19 calls, 0 % of what is left of today; 250 MB in 1 export; about 3 min 40 s',
    'Not open: crm, Salesforce is not connected',
  ]);
});
