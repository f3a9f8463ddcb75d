import type { Link, RigAction } from './actions.ts';
import type { Dice } from './dice.ts';

type Card = (dice: Dice) => RigAction;

const BACK_AFTER_MS = 1_500;
/** Longer than the 15 s after which Temporal gives up an attempt: a frozen worker then goes on beside its successor. */
const LONG_FREEZE_MS = 18_000;

const link = (dice: Dice): Link => dice.oneOf(['mongo', 'temporal']);
const back = (dice: Dice) => dice.below(BACK_AFTER_MS);
const killWorker: Card = (dice) => ({ kind: 'killWorker', backAfterMs: back(dice) });
const killStack =
  (withWorkers: boolean): Card =>
  (dice) => ({ kind: 'killStack', withWorkers, backAfterMs: back(dice) });
const freezeWorker: Card = (dice) => ({
  kind: 'freezeWorker',
  forMs: dice.between(1_000, 5_000),
  beside: dice.chance(0.5),
});

/** One of these in every round: processes end, hard or soft. */
export const PROCESS_CARDS: readonly Card[] = [
  killWorker,
  killWorker,
  killStack(false),
  freezeWorker,
  killWorker,
  killStack(true),
  (dice) => ({ kind: 'stopWorker', backAfterMs: back(dice) }),
  (dice) => ({ kind: 'twoWorkers', forMs: dice.between(2_000, 6_000), end: dice.oneOf(['kill', 'stop']) }),
];

/** Only where a run has the time for it. */
export const LONG_CARDS: readonly Card[] = [() => ({ kind: 'freezeWorker', forMs: LONG_FREEZE_MS, beside: true })];

/** In some rounds beside it. */
export const killApi: Card = (dice) => ({ kind: 'killApi', backAfterMs: back(dice) });

/** Connections. */
export const NETWORK_CARDS: readonly Card[] = [
  () => ({ kind: 'cut', link: 'mongo' }),
  () => ({ kind: 'cut', link: 'temporal' }),
  (dice) => ({ kind: 'refuse', link: 'mongo', forMs: dice.between(500, 4_000) }),
  (dice) => ({ kind: 'refuse', link: 'temporal', forMs: dice.between(500, 4_000) }),
  (dice) => ({ kind: 'stall', link: 'mongo', forMs: dice.between(500, 5_000), end: dice.oneOf(['goOn', 'cut']) }),
  (dice) => ({ kind: 'stall', link: 'temporal', forMs: dice.between(500, 5_000), end: dice.oneOf(['goOn', 'cut']) }),
  (dice) => ({ kind: 'delay', link: link(dice), delayMs: dice.between(20, 600), forMs: dice.between(1_000, 5_000) }),
];

/** A lost connection is noticed by the driver's own looks, up to 40 s later. */
export const LONG_NETWORK_CARDS: readonly Card[] = [(dice) => ({ kind: 'lose', link: link(dice) })];

/** Switches that may change while an instance is in use. The page order is an act's (see `plan.ts`). */
const SWITCH_CARDS: readonly ((dice: Dice) => Extract<RigAction, { kind: 'switches' }>['change'])[] = [
  (dice) => ({ mergeLoserWrites37: dice.chance(0.5) }),
  (dice) => ({ mergeIdsForm: dice.oneOf(['array', 'commaString', 'number']) }),
  (dice) => ({ mergeMovesActivities: dice.chance(0.5) }),
  (dice) => ({ ownerChangeWrites13: dice.chance(0.5) }),
  (dice) => ({ shuffleWithinSecond: dice.chance(0.5) }),
  (dice) => ({ leadChangeDates: dice.oneOf(['Z', '+0000']) }),
  (dice) => ({ badTokenCode: dice.oneOf(['1003', '701']) }),
  (dice) => ({ strictTokens: dice.chance(0.5) }),
  (dice) => ({ rejectedFillWindow: dice.chance(0.5), rejectedCallsCount: dice.chance(0.5) }),
];

/** Marketo's moods beside its faults. */
export const MARKETO_CARDS: readonly Card[] = [
  () => ({ kind: 'expireTokens' }),
  (dice) => ({ kind: 'otherCalls', count: dice.between(5, 40), fair: true }),
  ...SWITCH_CARDS.map<Card>((change) => (dice) => ({ kind: 'switches', change: change(dice) })),
];

/** Marketo refuses us for the rest of its window, and then we hold back for at least 20 s. */
export const LONG_MARKETO_CARDS: readonly Card[] = [() => ({ kind: 'otherCalls', count: 110, fair: false })];
