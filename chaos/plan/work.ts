import type { FaultClass } from '../../simulators/salesforce/index.ts';
import type { Action } from './actions.ts';
import { Deck } from './deck.ts';
import type { Dice } from './dice.ts';
import type { FaultLimits } from './faults.ts';
import { SALESFORCE_FAULTS } from './salesforce-faults.ts';

/** What a scenario adds to each round: its own work, drawn from the run's dice. */
export type Work = (round: { number: number }) => WorkStep[];
/** `early`: in the round's first moments, so that something happens to it. */
export type WorkStep = Action & { early?: true };

const MASS_EVERY_ROUNDS = 4;
const MASSES = [
  { what: 'titles', most: 700 },
  { what: 'departures', most: 150 },
  { what: 'owners', most: 400 },
  { what: 'deletions', most: 60 },
] as const;

/** Changes in Marketo: some in every round, now and then many of one kind. */
export function peopleWork(dice: Dice, people: number): Work {
  const masses = new Deck(MASSES, dice);
  // A small instance keeps most of its people.
  const atMost = (most: number) => Math.min(most, Math.floor(people / 20));
  return ({ number }) => {
    const changes: Action = { kind: 'changes', count: dice.between(5, 40), seed: dice.below(1e9) };
    if (number % MASS_EVERY_ROUNDS !== 2) return [changes];
    const { what, most } = masses.deal();
    const count = dice.between(Math.ceil(atMost(most) / 2), atMost(most));
    return [changes, { kind: 'mass', what, count, from: dice.below(1e9) }];
  };
}

interface ActivityWork {
  activities: number;
  rounds: number;
  faults: readonly FaultClass[];
  limits: FaultLimits;
}

/** Of the activities of a burst, about people whom nobody knows yet. */
const LATE_SHARE = 0.04;

/** Sales activities in bursts, every third of which is killed in its intake, and Salesforce's faults and moods. */
export function activityWork(dice: Dice, { activities, rounds, faults, limits }: ActivityWork): Work {
  const kinds = new Deck(faults, dice);
  const least = Math.max(1, Math.ceil(faults.length / rounds));
  const killed = new Deck([true, false, false], dice);
  const moods = new Deck<() => Action>(
    [
      () => ({ kind: 'expireSessions' }),
      () => ({ kind: 'lockRows', count: dice.between(2, 20), forMs: dice.between(1_000, 15_000) }),
      () => ({ kind: 'salesforceSwitches', change: { upsertRace: dice.oneOf(['serial', 'blind']) } }),
      () => ({ kind: 'salesforceSwitches', change: { lockStatus: dice.oneOf([400, 409, 500]) } }),
      () => ({ kind: 'salesforceSwitches', change: { reuseToken: dice.chance(0.5) } }),
      () => ({ kind: 'logAgain', seed: dice.below(1e9) }),
    ],
    dice,
  );
  return ({ number }) => {
    const count = share(activities, number, rounds) - share(activities, number - 1, rounds);
    const rules = kinds.hand(least).map((kind) => SALESFORCE_FAULTS[kind](dice, limits));
    return [
      { kind: 'salesforceFaults', rules, early: true },
      { kind: 'activities', count, late: Math.ceil(count * LATE_SHARE), seed: dice.below(1e9), killed: killed.deal() },
      ...(dice.chance(0.5) ? [moods.deal()()] : []),
    ];
  };
}

/** How many there have been after so many rounds: equal bursts, and all of them in the end. */
const share = (all: number, number: number, rounds: number) => Math.round((all * number) / rounds);
