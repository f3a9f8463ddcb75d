import { FAULT_CLASSES, type FaultClass, type FaultRule } from '../../simulators/salesforce/index.ts';
import type { Dice } from './dice.ts';
import type { FaultLimits } from './faults.ts';

type Match = NonNullable<FaultRule['match']>;
type Maker = (dice: Dice, limits: Pick<FaultLimits, 'longestDelayMs'>) => FaultRule;

/** Where records are written; where it is asked what there is; how one signs in. */
const WRITES = ['collections', 'collections', 'composite', 'writes'] as const;
const READS = ['query', 'describe', 'reads'] as const;

/** Codes that pass. Not those that the product rightly keeps from trying again for long, or for ever. */
const CODES = ['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'UNKNOWN_EXCEPTION'] as const;
const STATUSES = [500, 502, 503, 504] as const;

const times = (dice: Dice) => dice.between(1, 2);
const writes = (dice: Dice): Match => ({ class: dice.oneOf(WRITES), times: times(dice) });
/** Mostly where records are written: what is asked can be asked again. */
const calls = (dice: Dice): Match => ({ class: dice.oneOf([...WRITES, ...READS]), times: times(dice) });
const committed = (dice: Dice) => (dice.chance(0.5) ? { committed: true } : {});

/** One rule of each kind of fault the simulator knows; the compiler asks for those it learns. */
export const SALESFORCE_FAULTS: Record<FaultClass, Maker> = {
  error: (dice) => ({ match: calls(dice), do: { error: dice.oneOf(CODES) } }),
  http: (dice) => ({
    match: calls(dice),
    do: { http: dice.oneOf(STATUSES), html: dice.chance(0.5), ...committed(dice) },
  }),
  resetBefore: (dice) => ({ match: calls(dice), do: { resetBefore: true } }),
  // An answer that is lost after everything was written.
  resetAfter: (dice) => ({ match: writes(dice), do: { resetAfter: true } }),
  delayMs: (dice, { longestDelayMs }) => ({ match: calls(dice), do: { delayMs: dice.between(200, longestDelayMs) } }),
  delayAfterMs: (dice, { longestDelayMs }) => ({
    match: writes(dice),
    do: { delayAfterMs: dice.between(200, longestDelayMs) },
  }),
  truncate: (dice) => ({ match: calls(dice), do: { truncate: true } }),
  stall: (dice) => ({ match: { ...writes(dice), times: 1 }, do: { stall: true } }),
  trickleMs: (dice) => ({ match: calls(dice), do: { trickleMs: dice.between(10, 60) } }),
  emptyBody: (dice) => ({ match: calls(dice), do: { emptyBody: true } }),
  badJson: (dice) => ({ match: calls(dice), do: { badJson: true } }),
  expireSession: (dice) => ({ match: calls(dice), do: { expireSession: true } }),
  deadToken: () => ({ match: { class: 'identity', times: 1 }, do: { deadToken: true } }),
  redirect: (dice) => ({ match: { ...calls(dice), times: 1 }, do: { redirect: 'https://maintenance.example/' } }),
  itemError: (dice) => ({
    match: { class: 'collections', times: times(dice) },
    do: { itemError: 'UNABLE_TO_LOCK_ROW', items: [0, dice.between(1, 5)] },
  }),
  pageSize: (dice) => ({ match: { class: 'query', times: times(dice) }, do: { pageSize: dice.between(1, 20) } }),
};

/** A call that never ends by itself holds everyone up until its deadline; after a redirect all wait ten minutes. */
const LONG_FAULTS: readonly FaultClass[] = ['stall', 'redirect'];
export const SHORT_SALESFORCE_FAULTS = FAULT_CLASSES.filter((name) => !LONG_FAULTS.includes(name));

/** The kind of a rule. */
export function salesforceFaultClass(rule: FaultRule): FaultClass {
  const found = FAULT_CLASSES.find((name) => name in rule.do);
  if (found === undefined) throw new TypeError('a rule without a fault');
  return found;
}
