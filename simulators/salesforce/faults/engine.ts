import { mix, unit } from '../../lib/random.ts';
import { type CheckedRule, type EndpointClass, FAULT_CLASSES, type FaultAction, type FaultClass } from './schema.ts';

/** What a rule is matched against. */
export interface Occasion {
  readonly method: string;
  readonly path: string;
  readonly class: EndpointClass;
  readonly object: string | undefined;
  readonly userId: string | undefined;
}

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

const same = (wanted: string | undefined, given: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === given?.toLowerCase();

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
      if (this.#fits(armed, occasion) && this.#fires(armed, index)) {
        Object.assign(faults, { ...armed.rule.do, ...faults });
      }
    });
    return faults;
  }

  #fits({ rule: { match }, path }: Armed, occasion: Occasion): boolean {
    return (
      same(match.method, occasion.method) &&
      (path === undefined || path.test(occasion.path)) &&
      (match.class === undefined || match.class === occasion.class) &&
      same(match.object, occasion.object) &&
      (match.userId === undefined || match.userId === occasion.userId)
    );
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
