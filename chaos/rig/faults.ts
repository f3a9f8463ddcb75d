import { until } from '../../bench/rig/until.ts';

/** A simulator that rules of faults are given to. */
export interface Faulty<Rule, Kind extends string> {
  setFaults(rules: readonly Rule[]): Promise<unknown>;
  /** How often each kind has happened. */
  statistics(): Promise<{ faults: Partial<Record<Kind, number>> }>;
}

/** What must be known of a simulator's rules. */
export interface RuleKinds<Rule, Kind extends string> {
  kindOf: (rule: Rule) => Kind;
  /** A rule that had no occasion, so that it gets one soon. */
  oftener: (rule: Rule) => Rule;
  /** Kinds that may have no occasion in a whole run. */
  seldom: ReadonlySet<Kind>;
  /** How much later than otherwise something becomes visible by a rule. */
  lateMs: (rule: Rule) => number;
}

/** The rules in force: a round's own, and those of earlier rounds whose kind has not happened since. */
export class FaultsInForce<Rule, Kind extends string> {
  private readonly simulator: Faulty<Rule, Kind>;
  private readonly kinds: RuleKinds<Rule, Kind>;
  private rules: Rule[] = [];
  private before: Partial<Record<Kind, number>> = {};
  /** When the last late row becomes visible, ms since epoch. */
  private latestRowAt = 0;

  constructor(simulator: Faulty<Rule, Kind>, kinds: RuleKinds<Rule, Kind>) {
    this.simulator = simulator;
    this.kinds = kinds;
  }

  async set(rules: readonly Rule[]): Promise<void> {
    const { kindOf, oftener } = this.kinds;
    const { waiting, faults } = await this.look();
    const fresh = new Set(rules.map(kindOf));
    await this.put([...rules, ...waiting.filter((rule) => !fresh.has(kindOf(rule))).map(oftener)]);
    this.before = faults;
  }

  /** Waits until each kind in force has happened, for a while; some may have no occasion. */
  async happen(withinMs: number): Promise<void> {
    await this.set([]);
    const { kindOf, seldom } = this.kinds;
    const none = async () => (await this.look()).waiting.every((rule) => seldom.has(kindOf(rule)));
    await until('every fault has happened', withinMs, none).catch(() => {});
  }

  /** None for now; what had no occasion comes back with the next rules. */
  async off(): Promise<void> {
    const { waiting } = await this.look();
    await this.put([]);
    this.rules = waiting;
  }

  /** Ms until every late row is visible. */
  lateForMs(): number {
    return Math.max(0, this.latestRowAt - Date.now());
  }

  private async look() {
    const { faults } = await this.simulator.statistics();
    const happened = (kind: Kind) => (faults[kind] ?? 0) > (this.before[kind] ?? 0);
    return { faults, waiting: this.rules.filter((rule) => !happened(this.kinds.kindOf(rule))) };
  }

  private async put(rules: Rule[]): Promise<void> {
    await this.simulator.setFaults(rules);
    const lateMs = Math.max(0, ...this.rules.map(this.kinds.lateMs));
    if (lateMs > 0) this.latestRowAt = Math.max(this.latestRowAt, Date.now() + lateMs);
    this.rules = rules;
  }
}
