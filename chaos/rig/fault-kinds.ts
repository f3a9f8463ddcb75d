import type { FaultClass, FaultRule } from '../../simulators/marketo/index.ts';
import type {
  FaultClass as SalesforceFaultClass,
  FaultRule as SalesforceFaultRule,
} from '../../simulators/salesforce/index.ts';
import { faultClass, OF_EXPORTS } from '../plan/faults.ts';
import { salesforceFaultClass } from '../plan/salesforce-faults.ts';
import type { RuleKinds } from './faults.ts';

/** Asked so seldom, exports not in every run, that a rule may wait for ever. */
const SELDOM: ReadonlySet<unknown> = new Set(['identity', 'metadata', 'usage', 'bulk', 'bulkFile']);

export const MARKETO_KINDS: RuleKinds<FaultRule, FaultClass> = {
  kindOf: faultClass,
  oftener,
  seldom: OF_EXPORTS,
  lateMs: ({ do: fault }) => fault.lateMs ?? 0,
};

/** What had no occasion gets one with every poll. */
function oftener(rule: FaultRule): FaultRule {
  // Only identity can tell when a token ends, only an export what is wrong with it.
  const bound = rule.do.expiresInZero !== undefined || OF_EXPORTS.has(faultClass(rule));
  const elsewhere = SELDOM.has(rule.match?.class) && !bound;
  return elsewhere ? { ...rule, match: { ...rule.match, class: 'activities' } } : rule;
}

/** Salesforce is asked when there is something to write, and then by these. */
export const SALESFORCE_KINDS: RuleKinds<SalesforceFaultRule, SalesforceFaultClass> = {
  kindOf: salesforceFaultClass,
  oftener: (rule) => rule,
  seldom: new Set(['deadToken', 'pageSize']),
  lateMs: () => 0,
};
