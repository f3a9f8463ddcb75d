import type { Action } from './actions.ts';
import { Deck } from './deck.ts';
import type { Dice } from './dice.ts';

/** What a scenario adds to each round: its own work, drawn from the run's dice. */
export type Work = (round: { number: number }) => Action[];

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
