import type { Check } from '../judge/check.ts';
import type { Act, Round } from '../plan/actions.ts';
import type { AllPerformers } from '../rig/perform.ts';

/**
 * A flow under test. The rounds kill, freeze, cut and lie whatever the flow; a scenario knows how to switch it on, what
 * work it gets, when it has come to rest, and what must be true then.
 */
export interface Scenario {
  name: string;
  /** How its part of the plan is done (`plan/work.ts` draws it). */
  performers: AllPerformers;
  /** Before the first round. */
  start(): Promise<void>;
  /** Before each round: brings about what it is to hit, and helps as an operator would. */
  before(round: Round): Promise<void>;
  /** What is under way at this moment: what a kill now hits. */
  underWay(): Promise<Round['during']>;
  /** Its state in a few words, for the line of a round. */
  state(): Promise<string>;
  /** Once nothing disturbs any more: waits until it has come to rest. @throws when it doesn't within its time */
  settle(act: Act): Promise<void>;
  /** Compares what is stored with what is true. */
  judge(): Promise<Check[]>;
  /** Counts worth showing that are neither right nor wrong. */
  facts(): Record<string, number | string>;
}
