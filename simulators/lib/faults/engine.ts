import { mix, unit } from '../random.ts';

/** Conditions that this engine judges itself; a simulator's rules have others beside them. */
interface Conditions {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly class?: string | undefined;
  readonly after?: number | undefined;
  readonly nth?: number | undefined;
  readonly every?: number | undefined;
  readonly probability?: number | undefined;
  readonly times?: number | undefined;
}

/** What every rule has: when something happens, and what. */
interface Rule {
  readonly match: Conditions;
  readonly do: object;
}

/** What of a request every rule can be matched against. */
export interface RequestOccasion {
  readonly method: string;
  readonly path: string;
  /** The group of endpoints that the path belongs to. */
  readonly class: string | undefined;
}

interface Armed<R> {
  readonly rule: R;
  readonly path: RegExp | undefined;
  seen: number;
  fired: number;
}

function pathPattern(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.length === 1 ? `^${parts[0]}` : `^${parts.join('.*')}$`);
}

/** True for equal texts, whatever their case, and where none is wanted. */
export const same = (wanted: string | undefined, given: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === given?.toLowerCase();

/** Decides which rules fire: a function of the rules, the seed and the order of occasions. */
export class RuleEngine<R extends Rule, Kind extends string> {
  readonly #seed: number;
  readonly #kinds: readonly Kind[];
  #armed: Armed<R>[] = [];
  /** How many times each kind of fault has happened, whatever rules were set meanwhile. */
  readonly #happened: { [K in Kind]?: number } = {};

  /** `kinds`: the members of `do` by which its kind is told. */
  constructor(rules: readonly R[], seed: number, kinds: readonly Kind[]) {
    this.#seed = seed;
    this.#kinds = kinds;
    this.set(rules);
  }

  get rules(): R[] {
    return this.#armed.map(({ rule }) => rule);
  }

  happened(): { [K in Kind]?: number } {
    return { ...this.#happened };
  }

  /** Replaces all rules and starts their counters again. */
  set(rules: readonly R[]): void {
    this.#armed = rules.map((rule) => ({
      rule,
      path: rule.match.path === undefined ? undefined : pathPattern(rule.match.path),
      seen: 0,
      fired: 0,
    }));
  }

  /** Actions of the rules that fit and whose turn it is, in the rules' order. `path` is a rule's as a pattern. */
  protected firing(fits: (rule: R, path: RegExp | undefined) => boolean): R['do'][] {
    return this.#armed
      .filter((armed, index) => fits(armed.rule, armed.path) && this.#fires(armed, index))
      .map(({ rule }) => rule.do);
  }

  /** All that happens to one request: several rules may fire, the first one wins per action. */
  protected onRequest(occasion: RequestOccasion, fits: (rule: R) => boolean): Partial<R['do']> {
    const { method, path, class: group } = occasion;
    const firing = this.firing(
      (rule, pattern) =>
        same(rule.match.method, method) &&
        (pattern === undefined || pattern.test(path)) &&
        (rule.match.class === undefined || rule.match.class === group) &&
        fits(rule),
    );
    const faults: Partial<R['do']> = {};
    for (const action of firing) Object.assign(faults, { ...action, ...faults });
    return faults;
  }

  #fires(armed: Armed<R>, index: number): boolean {
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
    const kind = this.#kinds.find((name) => name in armed.rule.do);
    if (kind !== undefined) this.#happened[kind] = (this.#happened[kind] ?? 0) + 1;
    return true;
  }
}
