import type { FaultClass, FaultRule } from '../../simulators/marketo/index.ts';
import type { Dice } from './dice.ts';

export interface FaultLimits {
  /** Rows of the feeds become visible this late at most. */
  latestMs: number;
  longestDelayMs: number;
  /** Whether answers may come after which everyone waits for 20 s and more (606, 614, HTTP 429). */
  slowAnswers: boolean;
  /** Whether custom activities are added and read back. */
  activities: boolean;
}

type Match = NonNullable<FaultRule['match']>;
type Maker = (dice: Dice, limits: FaultLimits) => FaultRule;

/**
 * Codes that pass, and two that stop a flow until somebody looks (603, 610). Not 607: it ends the day's work until
 * midnight, which no run can wait for; nor codes of calls that are never made.
 */
const CODES = ['601', '602', '604', '608', '611', '615', '713', '502', '500', '603', '610'] as const;
const STATUSES = [500, 502, 503, 504] as const;
const SLOW_CODES = ['606', '614'] as const;
const SLOW_STATUS = 429;
const ENDPOINTS = ['leads', 'leads', 'activities', 'activities', 'metadata', 'usage', 'bulk', 'bulkFile'] as const;
const STREAMS = [
  '/rest/v1/activities/leadchanges.json',
  '/rest/v1/activities.json',
  '/rest/v1/activities/deletedleads.json',
] as const;
/** Those by which nothing but people is read. */
const FEEDS = ['/rest/v1/activities/leadchanges.json', '/rest/v1/activities/deletedleads.json'] as const;

const endpointsOf = ({ activities }: FaultLimits) =>
  activities ? ([...ENDPOINTS, 'activityWrites', 'activityWrites', 'activityWrites'] as const) : ENDPOINTS;

const times = (dice: Dice) => dice.between(1, 3);
const everywhere = (dice: Dice, limits: FaultLimits): Match => ({
  class: dice.oneOf([...endpointsOf(limits), 'identity']),
  times: times(dice),
});
const calls = (dice: Dice, limits: FaultLimits): Match => ({
  class: dice.oneOf(endpointsOf(limits)),
  times: times(dice),
});
const streams = (dice: Dice): Match => ({ path: dice.oneOf(STREAMS), times: times(dice) });
const pages = (dice: Dice): Match => (dice.chance(0.5) ? streams(dice) : { class: 'leads', times: times(dice) });
/** Once is enough where the whole flow then waits. */
const once = (dice: Dice): Match => ({ class: dice.oneOf(ENDPOINTS), times: 1 });
const NEED_A_PERSON: ReadonlySet<string> = new Set(['603', '610']);
/** Twice in a row they say that the credentials are wrong, for which activities wait ten minutes. */
const TOKEN_CODES: ReadonlySet<string> = new Set(['601', '602']);

/** One rule of each kind of fault the simulator knows; the compiler asks for those it learns. */
export const FAULTS: Record<FaultClass, Maker> = {
  code: (dice, limits) => {
    if (limits.slowAnswers && dice.chance(0.2)) return { match: once(dice), do: { code: dice.oneOf(SLOW_CODES) } };
    // A stream may be refused its token, too: it is rebuilt from the watermark.
    if (dice.chance(0.2)) return { match: { ...streams(dice), times: 1 }, do: { code: '1003' } };
    const code = dice.oneOf(CODES);
    if (NEED_A_PERSON.has(code)) return { match: once(dice), do: { code } };
    const match = calls(dice, limits);
    return { match: limits.activities && TOKEN_CODES.has(code) ? { ...match, times: 1 } : match, do: { code } };
  },
  http: (dice, limits) =>
    limits.slowAnswers && dice.chance(0.1)
      ? { match: once(dice), do: { http: SLOW_STATUS } }
      : { match: everywhere(dice, limits), do: { http: dice.oneOf(STATUSES), html: dice.chance(0.5) } },
  resetBefore: (dice, limits) => ({ match: everywhere(dice, limits), do: { resetBefore: true } }),
  resetAfter: (dice, limits) => ({ match: everywhere(dice, limits), do: { resetAfter: true } }),
  delayMs: (dice, limits) => ({
    match: everywhere(dice, limits),
    do: { delayMs: dice.between(200, limits.longestDelayMs) },
  }),
  truncate: (dice, limits) => ({ match: everywhere(dice, limits), do: { truncate: true } }),
  emptyBody: (dice, limits) => ({ match: everywhere(dice, limits), do: { emptyBody: true } }),
  badJson: (dice, limits) => ({ match: everywhere(dice, limits), do: { badJson: true } }),
  expireToken: (dice, limits) => {
    const match = calls(dice, limits);
    return { match: limits.activities ? { ...match, times: 1 } : match, do: { expireToken: true } };
  },
  expiresInZero: (dice) => ({ match: { class: 'identity', times: times(dice) }, do: { expiresInZero: true } }),
  lateMs: (dice, { latestMs }) => ({
    match: { probability: dice.oneOf([0.1, 0.3, 1]) },
    do: { lateMs: dice.between(200, latestMs) },
  }),
  duplicateRows: (dice) => ({ match: pages(dice), do: { duplicateRows: true } }),
  shortPage: (dice) => ({ match: pages(dice), do: { shortPage: dice.between(1, 5) } }),
  emptyPage: (dice) => ({ match: pages(dice), do: { emptyPage: true } }),
  dropId: (dice) => ({ match: streams(dice), do: { dropId: true } }),
  repeatId: (dice) => ({ match: streams(dice), do: { repeatId: true } }),
  // Of the feeds alone: who is left out of an answer about ids can't be told from an id that nobody has, nor an activity
  // that is left out when it is read back from one that was never added.
  omitRows: (dice, { activities }) => ({
    match: activities ? { path: dice.oneOf(FEEDS), times: times(dice) } : streams(dice),
    do: { omitRows: dice.between(1, 5) },
  }),
  failJob: () => ({ match: { times: 1 }, do: { failJob: true } }),
  completedBut404: (dice) => ({ match: { times: 1 }, do: { completedBut404: dice.between(1, 8) } }),
  truncateFile: (dice) => ({ match: { times: 1 }, do: { truncateFile: dice.between(1, 400) } }),
  nulAndCr: (dice) => ({ match: { times: times(dice) }, do: { nulAndCr: true } }),
  flipBit: () => ({ match: { class: 'bulkFile', times: 1 }, do: { flipBit: true } }),
  noRange: (dice) => ({ match: { class: 'bulkFile', times: times(dice) }, do: { noRange: true } }),
};

/** Happen where everyone is read by bulk extract. */
export const OF_EXPORTS: ReadonlySet<FaultClass> = new Set([
  'failJob',
  'completedBut404',
  'truncateFile',
  'nulAndCr',
  'flipBit',
  'noRange',
]);

const ALL = Object.keys(FAULTS) as FaultClass[];
/** What only the daily overlap mends. */
export const LOSSY_FAULTS: readonly FaultClass[] = ['omitRows'];
export const HARMLESS_FAULTS = ALL.filter((name) => !LOSSY_FAULTS.includes(name));

/** The kind of a rule. */
export function faultClass(rule: FaultRule): FaultClass {
  const found = ALL.find((name) => name in rule.do);
  if (found === undefined) throw new TypeError('a rule without a fault');
  return found;
}
