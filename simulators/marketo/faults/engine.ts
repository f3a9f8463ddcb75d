import { type RequestOccasion, RuleEngine } from '../../lib/faults/engine.ts';
import {
  type CheckedRule,
  type EndpointClass,
  FAULT_CLASSES,
  type FaultAction,
  type FaultClass,
  type JobFaults,
  targetOf,
} from './schema.ts';

/** What a request rule is matched against. */
export interface Occasion extends RequestOccasion {
  readonly class: EndpointClass | undefined;
  readonly clientId: string | undefined;
}

/** What a rule for jobs is matched against, when a job is enqueued. */
export interface JobOccasion {
  readonly kind: 'leads' | 'activities';
  readonly clientId: string;
}

const FAILED = 'Internal error while the file was written';

/** All that happens to one request: several rules may fire, the first one wins per action. */
export type Faults = Partial<FaultAction>;

/** Decides which faults happen: a function of the rules, the seed and the order of requests. */
export class FaultEngine extends RuleEngine<CheckedRule, FaultClass> {
  constructor(rules: readonly CheckedRule[], seed: number) {
    super(rules, seed, FAULT_CLASSES);
  }

  /** Faults of one request. */
  forRequest(occasion: Occasion): Faults {
    const { clientId } = occasion;
    return this.onRequest(
      occasion,
      ({ match, do: action }) =>
        targetOf(action) === 'request' && (match.clientId === undefined || match.clientId === clientId),
    );
  }

  /** How late a row of this type becomes visible, in ms; undefined for at once. */
  lateMs(type: number): number | undefined {
    const [first] = this.firing(
      ({ match, do: { lateMs } }) => lateMs !== undefined && (match.types === undefined || match.types.includes(type)),
    );
    return first?.lateMs;
  }

  /** Faults of one export job, decided when it is enqueued. */
  forJob({ kind, clientId }: JobOccasion): JobFaults {
    const firing = this.firing(
      ({ match, do: action }) =>
        targetOf(action) === 'job' &&
        (match.job === undefined || match.job === kind) &&
        (match.clientId === undefined || match.clientId === clientId),
    );
    const faults: JobFaults = {};
    for (const { message = FAILED, failJob, completedBut404, truncateFile, nulAndCr } of firing) {
      const given = { failJob: failJob === true ? message : undefined, completedBut404, truncateFile, nulAndCr };
      Object.assign(faults, {
        ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
        ...faults,
      });
    }
    return faults;
  }
}
