import { type RequestOccasion, RuleEngine, same } from '../../lib/faults/engine.ts';
import { type CheckedRule, type EndpointClass, FAULT_CLASSES, type FaultAction, type FaultClass } from './schema.ts';

/** What a rule is matched against. */
export interface Occasion extends RequestOccasion {
  readonly class: EndpointClass;
  readonly object: string | undefined;
  readonly userId: string | undefined;
}

/** All that happens to one request: several rules may fire, the first one wins per action. */
export type Faults = Partial<FaultAction>;

/** Decides which faults happen: a function of the rules, the seed and the order of requests. */
export class FaultEngine extends RuleEngine<CheckedRule, FaultClass> {
  constructor(rules: readonly CheckedRule[], seed: number) {
    super(rules, seed, FAULT_CLASSES);
  }

  /** Faults of one request. */
  forRequest(occasion: Occasion): Faults {
    const { object, userId } = occasion;
    return this.onRequest(
      occasion,
      ({ match }) => same(match.object, object) && (match.userId === undefined || match.userId === userId),
    );
  }
}
