import type { FaultRule, Switches } from '../../simulators/marketo/index.ts';
import type {
  FaultRule as SalesforceFaultRule,
  Switches as SalesforceSwitches,
} from '../../simulators/salesforce/index.ts';

/** The two ways out of a worker that lead through a proxy of ours. */
export type Link = 'mongo' | 'temporal';

/** What happens to processes, connections and Marketo's moods, whatever flow is under test. Durations in ms. */
export type RigAction =
  | { kind: 'killWorker'; backAfterMs: number }
  | { kind: 'stopWorker'; backAfterMs: number }
  /** The process that takes Marketo's pushes. */
  | { kind: 'killApi'; backAfterMs: number }
  /** SIGSTOP, then SIGCONT; with `beside`, another worker takes over meanwhile and both go on. */
  | { kind: 'freezeWorker'; forMs: number; beside: boolean }
  | { kind: 'twoWorkers'; forMs: number; end: 'kill' | 'stop' }
  | { kind: 'killStack'; withWorkers: boolean; backAfterMs: number }
  | { kind: 'cut'; link: Link }
  | { kind: 'refuse'; link: Link; forMs: number }
  /** Nothing passes, nothing is closed; then everything goes on, or all connections are cut. */
  | { kind: 'stall'; link: Link; forMs: number; end: 'goOn' | 'cut' }
  /** The connections there fall silent for ever; new ones work. */
  | { kind: 'lose'; link: Link }
  | { kind: 'delay'; link: Link; delayMs: number; forMs: number }
  | { kind: 'faults'; rules: FaultRule[] }
  | { kind: 'switches'; change: Partial<Switches> }
  | { kind: 'expireTokens' }
  /** Another vendor's calls: within what our share leaves, or beyond it (`fair: false`). */
  | { kind: 'otherCalls'; count: number; fair: boolean };

/** What happens to people in Marketo. */
export type PeopleAction =
  | { kind: 'changes'; count: number; seed: number }
  | { kind: 'mass'; what: 'titles' | 'owners' | 'departures' | 'deletions'; count: number; from: number };

/** What sellers do, and Salesforce's moods while that is logged. */
export type ActivityAction =
  /**
   * So many activities are logged at once, from the command line; `killed`: that process is killed in the middle, and
   * another one is given the same again. `late`: of them so many about people who are made only now.
   */
  | { kind: 'activities'; count: number; late: number; seed: number; killed: boolean }
  /** What was logged before is logged again. */
  | { kind: 'logAgain'; seed: number }
  | { kind: 'salesforceFaults'; rules: SalesforceFaultRule[] }
  | { kind: 'salesforceSwitches'; change: Partial<SalesforceSwitches> }
  | { kind: 'expireSessions' }
  /** Others hold the rows of people that are logged to. */
  | { kind: 'lockRows'; count: number; forMs: number };

/** Another flow's scenario adds its actions here. */
export type Action = RigAction | PeopleAction | ActivityAction;
export type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** One thing at one moment of a round. */
export interface Step {
  atMs: number;
  action: Action;
}

export interface Round {
  number: number;
  /** What is to be under way meanwhile. */
  during: 'initial' | 'changes';
  ms: number;
  steps: Step[];
}

/**
 * Rounds that end with settling and judging. `lossy`: rows of the feeds get lost or come too late for a token, which
 * only the daily overlap can mend; in the other acts turns alone must be enough, so no overlap helps there.
 */
export interface Act {
  lossy: boolean;
  pageOrder: Switches['pageOrder'];
  rounds: Round[];
}

export interface Plan {
  seed: number;
  acts: Act[];
}
