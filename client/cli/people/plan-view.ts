import type { PeoplePlan, PlanOptions } from '../../../activities/people-plan.ts';
import type { Estimate } from '../../../model/density.ts';
import { because, HINDRANCES } from '../../../model/hindrance.ts';
import { isOffer, type Offer, type Price } from '../../../model/price.ts';
import type { InitialState } from '../../../store/types.ts';

export interface PlanFacts {
  plan: PeoplePlan;
  /** Calls that planning took. */
  calls: number;
  options: PlanOptions;
  initial: InitialState;
}

export type PlanView = ReturnType<typeof planView>;

/** The document of `people plan --json`; the screen shows the same. */
export function planView({ plan, calls, options, initial }: PlanFacts) {
  const { map, absent, density, allowance, pick } = plan;
  return {
    at: allowance.now,
    fields: { marketoId: 'id', ...map.fields, owner: map.owner, salesforceDeleted: map.salesforceDeleted },
    absent,
    people: whole(plan.people),
    owned: whole(plan.owned),
    highestId: density.highestId,
    idsPerPerson: plan.idsPerPerson,
    createdSince: density.earliest,
    exportBytes: whole(plan.bytes),
    quota: {
      callsLeft: allowance.callsLeft,
      callsPerDay: allowance.callsPerDay,
      exportBytesLeft: allowance.bytesLeft,
      exportBytesPerDay: allowance.bytesPerDay,
      resetsAt: allowance.resetsAt,
    },
    strategies: plan.prices.map((price) => strategyView(price, plan)),
    pick: {
      way: pick.way,
      strategy: pick.strategy,
      smartList: pick.way === 'smartList' ? plan.smartList : null,
      fitsToday: pick.fitsToday,
      why: why(pick, options),
    },
    planningCalls: calls,
    next: next(initial, options),
  };
}

function strategyView(price: Price, { smartList }: PeoplePlan) {
  const { way, strategy } = price;
  const list = way === 'smartList' ? smartList : null;
  if (!isOffer(price)) {
    const { hindrance, key } = price.unavailable;
    const unavailable = { reason: hindrance, because: because(price.unavailable), fix: HINDRANCES[hindrance].fix, key };
    return { way, strategy, smartList: list, unavailable, cost: null };
  }
  const { calls, callShare, jobs, bytes, byteShare, reads, seconds, fitsToday, resets, doneAt } = price;
  const cost = {
    calls,
    callShare,
    jobs,
    bytes: Math.round(bytes),
    byteShare,
    reads: Math.round(reads),
    qualifiedOnly: way === 'crm',
    seconds: Math.ceil(seconds),
    fitsToday,
    resets,
    doneAt,
  };
  return { way, strategy, smartList: list, unavailable: null, cost };
}

function why({ fitsToday }: Offer, { strategy }: PlanOptions): string {
  const enough = `today’s quota is ${fitsToday ? '' : 'not '}enough for`;
  if (strategy !== undefined) return `asked for; ${enough} it`;
  return fitsToday ? `the first to be done of those that ${enough}` : `${enough} any; this one is the first to be done`;
}

/** The command to run next; it plans again, so that what has changed until then counts. */
function next(initial: InitialState, { strategy, smartList }: PlanOptions): string {
  if (initial === 'running' || initial === 'paused') return 'actions-sync people status';
  const words = ['actions-sync people start'];
  if (initial === 'complete') words.push('--again');
  if (strategy !== undefined) words.push(`--strategy ${strategy}`);
  if (smartList === null) words.push('--no-smart-list');
  // A single quote in the name ends the quoting, stands for itself, and begins it again.
  if (typeof smartList === 'string') words.push(`--smart-list '${smartList.replaceAll("'", "'\\''")}'`);
  return words.join(' ');
}

function whole({ value, low, high }: Estimate): Estimate {
  return { value: Math.round(value), low: Math.floor(low), high: Math.ceil(high) };
}
