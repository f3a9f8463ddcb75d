import type { FaultClass, FaultRule } from '../../simulators/marketo/index.ts';
import { faultClass } from '../plan/faults.ts';
import type { Simulator } from './simulator.ts';

/** Asked so seldom that a rule may wait for ever. */
const SELDOM: ReadonlySet<unknown> = new Set(['metadata', 'usage']);

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
    const { faults } = await this.simulator.statistics();
    const fresh = new Set(rules.map(faultClass));
    const happened = (kind: FaultClass) => (faults[kind] ?? 0) > (this.before[kind] ?? 0);
    const waiting = this.rules.filter((rule) => !happened(faultClass(rule)) && !fresh.has(faultClass(rule)));
    await this.put([...rules, ...waiting.map(oftener)]);
    this.before = faults;
  }

  async off(): Promise<void> {
    await this.put([]);
  }

  /** Ms until every late row is visible. */
  lateForMs(): number {
    return Math.max(0, this.latestRowAt - Date.now());
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
  return SELDOM.has(rule.match?.class) ? { ...rule, match: { ...rule.match, class: 'activities' } } : rule;
}
