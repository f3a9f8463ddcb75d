import { mix, unit } from '../../lib/random.ts';
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
export interface Occasion {
  readonly method: string;
  readonly path: string;
  readonly class: EndpointClass | undefined;
  readonly clientId: string | undefined;
}

/** What a rule for jobs is matched against, when a job is enqueued. */
export interface JobOccasion {
  readonly kind: 'leads' | 'activities';
  readonly clientId: string;
}

const FAILED = 'Internal error while the file was written';

interface Armed {
  readonly rule: CheckedRule;
  readonly path: RegExp | undefined;
  seen: number;
  fired: number;
}

/** All that happens to one request: several rules may fire, the first one wins per action. */
export type Faults = Partial<FaultAction>;

function pathPattern(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.length === 1 ? `^${parts[0]}` : `^${parts.join('.*')}$`);
}

/** Decides which faults happen: a function of the rules, the seed and the order of requests. */
export class FaultEngine {
  readonly #seed: number;
  #armed: Armed[] = [];
  /** How many times each kind of fault has happened, whatever rules were set meanwhile. */
  readonly #happened = new Map<FaultClass, number>();

  constructor(rules: readonly CheckedRule[], seed: number) {
    this.#seed = seed;
    this.set(rules);
  }

  get rules(): CheckedRule[] {
    return this.#armed.map(({ rule }) => rule);
  }

  happened(): Partial<Record<FaultClass, number>> {
    return Object.fromEntries(this.#happened);
  }

  /** Replaces all rules and starts their counters again. */
  set(rules: readonly CheckedRule[]): void {
    this.#armed = rules.map((rule) => ({
      rule,
      path: rule.match.path === undefined ? undefined : pathPattern(rule.match.path),
      seen: 0,
      fired: 0,
    }));
  }

  /** Faults of one request. */
  forRequest(occasion: Occasion): Faults {
    const faults: Faults = {};
    this.#armed.forEach((armed, index) => {
      const { rule, path } = armed;
      if (targetOf(rule.do) !== 'request') return;
      const { match } = rule;
      const fits =
        (match.method === undefined || match.method.toUpperCase() === occasion.method) &&
        (path === undefined || path.test(occasion.path)) &&
        (match.class === undefined || match.class === occasion.class) &&
        (match.clientId === undefined || match.clientId === occasion.clientId);
      if (fits && this.#fires(armed, index)) Object.assign(faults, { ...rule.do, ...faults });
    });
    return faults;
  }

  /** How late a row of this type becomes visible, in ms; undefined for at once. */
  lateMs(type: number): number | undefined {
    let late: number | undefined;
    this.#armed.forEach((armed, index) => {
      const { lateMs } = armed.rule.do;
      const { types } = armed.rule.match;
      if (lateMs === undefined || (types !== undefined && !types.includes(type))) return;
      if (this.#fires(armed, index)) late ??= lateMs;
    });
    return late;
  }

  /** Faults of one export job, decided when it is enqueued. */
  forJob({ kind, clientId }: JobOccasion): JobFaults {
    const faults: JobFaults = {};
    this.#armed.forEach((armed, index) => {
      const { match, do: action } = armed.rule;
      const fits =
        targetOf(action) === 'job' &&
        (match.job === undefined || match.job === kind) &&
        (match.clientId === undefined || match.clientId === clientId);
      if (!fits || !this.#fires(armed, index)) return;
      const { message = FAILED, failJob, completedBut404, truncateFile, nulAndCr } = action;
      const given = { failJob: failJob === true ? message : undefined, completedBut404, truncateFile, nulAndCr };
      Object.assign(faults, {
        ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
        ...faults,
      });
    });
    return faults;
  }

  #fires(armed: Armed, index: number): boolean {
    const { after = 0, nth, every, probability, times } = armed.rule.match;
    armed.seen++;
    const n = armed.seen - after;
    const fires =
      n > 0 &&
      (nth === undefined || n === nth) &&
      (every === undefined || n % every === 0) &&
      (probability === undefined || unit(mix(mix(this.#seed, index), armed.seen)) < probability) &&
      (times === undefined || armed.fired < times);
    if (!fires) return false;
    armed.fired++;
    const kind = FAULT_CLASSES.find((name) => name in armed.rule.do);
    if (kind !== undefined) this.#happened.set(kind, (this.#happened.get(kind) ?? 0) + 1);
    return true;
  }
}
