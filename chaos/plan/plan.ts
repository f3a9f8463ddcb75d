import type { FaultClass } from '../../simulators/marketo/index.ts';
import type { ChaosOptions } from '../options.ts';
import type { Action, Plan, RigAction, Round, Step } from './actions.ts';
import { Deck } from './deck.ts';
import { type Dice, dice as newDice } from './dice.ts';
import * as cards from './disturbances.ts';
import { FAULTS, type FaultLimits, HARMLESS_FAULTS, LOSSY_FAULTS } from './faults.ts';
import { SALESFORCE_FAULTS, SHORT_SALESFORCE_FAULTS } from './salesforce-faults.ts';
import { activityWork, peopleWork, type Work } from './work.ts';

export type PlanOptions = Pick<ChaosOptions, 'seed' | 'rounds' | 'people' | 'flow' | 'activities'>;

/** Fewer rounds make a short run, without anything that everyone waits long for. */
export const LONG_RUN_ROUNDS = 20;
const SHORT = { latestMs: 2_500, longestDelayMs: 2_000, slowAnswers: false };
/** Late rows stay within the 60 s by which a watermark lies back, so that rebuilt tokens find them. */
const LONG = { latestMs: 45_000, longestDelayMs: 12_000, slowAnswers: true };

/** Rows of activities become readable this late at most: the product's setting has to be above. */
export const latestRowMs = (rounds: number): number => (rounds < LONG_RUN_ROUNDS ? SHORT : LONG).latestMs;

const MOVING_MS = 1_500;

/**
 * Everything that will be done, and when: a function of the options alone. An act without lost rows, then one with them.
 * In a long run each has a half during the initial sync and one during changes; a short run has no time for more than one
 * initial sync, so its second act is about changes alone; where only activities are logged everyone is read before.
 */
export function planRun({ seed, rounds, people, flow, activities }: PlanOptions): Plan {
  const changes = flow !== 'activities';
  const dice = newDice(seed);
  const long = rounds >= LONG_RUN_ROUNDS;
  const limits: FaultLimits = { ...(long ? LONG : SHORT), activities: activities > 0 };
  const work = [
    ...(changes ? [peopleWork(dice, people)] : []),
    ...(activities > 0 ? [activityWork(dice, { activities, rounds, limits, faults: salesforceFaults(long) })] : []),
  ];
  // A dice of its own: what happens beside it is the same with and without pushes.
  const pushes = changes ? newDice(seed + PUSHES_SEED) : null;
  const maker = new RoundMaker(dice, { rounds, limits, work, pushes });
  // Lost rows of the feeds concern people alone.
  const strict = !changes ? rounds : Math.floor(long ? rounds / 2 : (rounds * 3) / 4);
  const initial = (count: number) => (long ? Math.ceil(count / 2) : 0);
  const acts = [
    { lossy: false, first: 1, count: strict, initial: long ? initial(strict) : Math.ceil(rounds / 2) },
    { lossy: true, first: strict + 1, count: rounds - strict, initial: initial(rounds - strict) },
  ];
  return {
    seed,
    acts: acts
      .filter(({ count }) => count > 0)
      .map((act) => ({
        lossy: act.lossy,
        pageOrder: act.lossy ? dice.oneOf(['commit', 'date', 'date']) : 'commit',
        rounds: maker.make(changes ? act : { ...act, initial: 0 }),
      })),
  };
}

const salesforceFaults = (long: boolean) =>
  long ? (Object.keys(SALESFORCE_FAULTS) as (keyof typeof SALESFORCE_FAULTS)[]) : SHORT_SALESFORCE_FAULTS;

const PUSHES_SEED = 1_000_003;

interface MakerOptions {
  rounds: number;
  limits: FaultLimits;
  work: readonly Work[];
  /** null: nothing is pushed. */
  pushes: Dice | null;
}

class RoundMaker {
  private readonly dice: Dice;
  private readonly limits: FaultLimits;
  private readonly longestMs: number;
  private readonly work: readonly Work[];
  private readonly pushes: Dice | null;
  /** Kinds of fault in each round at least, so that each comes once however few rounds there are. */
  private readonly leastFaults: number;
  private readonly faults: Deck<FaultClass>;
  private readonly processes: Deck<(dice: Dice) => RigAction>;
  private readonly network: Deck<(dice: Dice) => RigAction>;
  private readonly marketo: Deck<(dice: Dice) => RigAction>;

  constructor(dice: Dice, { rounds, limits, work, pushes }: MakerOptions) {
    const long = rounds >= LONG_RUN_ROUNDS;
    const withLong = <T>(short: readonly T[], more: readonly T[]) => new Deck(long ? [...short, ...more] : short, dice);
    this.dice = dice;
    this.work = work;
    this.pushes = pushes;
    this.limits = limits;
    this.longestMs = long ? 6_500 : 4_500;
    this.leastFaults = Math.max(1, Math.ceil(HARMLESS_FAULTS.length / rounds));
    this.faults = new Deck(HARMLESS_FAULTS, dice);
    this.processes = withLong(cards.PROCESS_CARDS, cards.LONG_CARDS);
    this.network = withLong(cards.NETWORK_CARDS, cards.LONG_NETWORK_CARDS);
    this.marketo = withLong(cards.MARKETO_CARDS, cards.LONG_MARKETO_CARDS);
  }

  /** The rounds of one act, the first of them (`initial`) during the initial sync. */
  make({ lossy, first, count, initial }: { lossy: boolean; first: number; count: number; initial: number }): Round[] {
    return Array.from({ length: count }, (_, index) => {
      const during = index < initial ? 'initial' : 'changes';
      const losing = lossy && (index === 0 || this.dice.chance(0.25)) ? LOSSY_FAULTS : [];
      return this.round(first + index, during, losing);
    });
  }

  private round(number: number, during: Round['during'], losing: readonly FaultClass[]): Round {
    const { dice } = this;
    const ms = dice.between(2_500, this.longestMs);
    const at = (action: Action, from = 0, to = ms): Step => ({ atMs: dice.between(from, to), action });
    const kinds = [...this.faults.hand(this.leastFaults + dice.below(2)), ...losing];
    const rules = kinds.map((kind) => FAULTS[kind](dice, this.limits));
    const steps = [
      // Early, so that something happens to them.
      at({ kind: 'faults', rules }, 0, 500),
      ...this.work.flatMap((work) =>
        work({ number }).map(({ early, ...action }) => (early === true ? at(action, 0, 500) : at(action))),
      ),
      // A round begins when the sync has just moved: half of the blows meet it reading or writing.
      dice.chance(0.5) ? at(this.processes.deal()(dice), 0, MOVING_MS) : at(this.processes.deal()(dice)),
      ...this.api(number, ms),
      ...(dice.chance(0.6) ? [at(this.network.deal()(dice))] : []),
      ...(dice.chance(0.6) ? [at(this.marketo.deal()(dice))] : []),
      // Identity is asked only when a token is gone.
      ...(kinds.includes('expiresInZero') ? [at({ kind: 'expireTokens' }, 500)] : []),
    ];
    return { number, during, ms, steps: steps.toSorted((a, b) => a.atMs - b.atMs) };
  }

  /** The API is killed in the first round, and in a third of the others. */
  private api(number: number, ms: number): Step[] {
    const { pushes } = this;
    if (pushes === null || !(number === 1 || pushes.chance(1 / 3))) return [];
    return [{ atMs: pushes.between(0, ms), action: cards.killApi(pushes) }];
  }
}
