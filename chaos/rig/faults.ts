import { until } from '../../bench/rig/until.ts';
import type { FaultClass, FaultRule } from '../../simulators/marketo/index.ts';
import { faultClass, OF_EXPORTS } from '../plan/faults.ts';
import type { Simulator } from './simulator.ts';

/** Asked so seldom, exports not in every run, that a rule may wait for ever. */
const SELDOM: ReadonlySet<unknown> = new Set(['identity', 'metadata', 'usage', 'bulk', 'bulkFile']);

/** The rules in force: a round's own, and those of earlier rounds whose kind has not happened since. */
export class FaultsInForce {
  private readonly simulator: Simulator;
  private rules: FaultRule[] = [];
  private before: Partial<Record<FaultClass, number>> = {};
  /** When the last late row becomes visible, ms since epoch. */
  private latestRowAt = 0;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  async set(rules: readonly FaultRule[]): Promise<void> {
    const { waiting, faults } = await this.look();
    const fresh = new Set(rules.map(faultClass));
    await this.put([...rules, ...waiting.filter((rule) => !fresh.has(faultClass(rule))).map(oftener)]);
    this.before = faults;
  }

  /** Waits until each kind in force has happened, for a while; what only exports meet may have no occasion. */
  async happen(withinMs: number): Promise<void> {
    await this.set([]);
    const none = async () => (await this.look()).waiting.every((rule) => OF_EXPORTS.has(faultClass(rule)));
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
    const happened = (kind: FaultClass) => (faults[kind] ?? 0) > (this.before[kind] ?? 0);
    return { faults, waiting: this.rules.filter((rule) => !happened(faultClass(rule))) };
  }

  private async put(rules: FaultRule[]): Promise<void> {
    await this.simulator.setFaults(rules);
    const lateMs = Math.max(0, ...this.rules.map(({ do: fault }) => fault.lateMs ?? 0));
    if (lateMs > 0) this.latestRowAt = Math.max(this.latestRowAt, Date.now() + lateMs);
    this.rules = rules;
  }
}

/** What had no occasion gets one with every poll. */
function oftener(rule: FaultRule): FaultRule {
  // Only identity can tell when a token ends, only an export what is wrong with it.
  const bound = rule.do.expiresInZero !== undefined || OF_EXPORTS.has(faultClass(rule));
  const elsewhere = SELDOM.has(rule.match?.class) && !bound;
  return elsewhere ? { ...rule, match: { ...rule.match, class: 'activities' } } : rule;
}
