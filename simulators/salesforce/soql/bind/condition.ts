import type { Condition } from '../query.ts';
import type { Binding, BoundCondition, Test } from './bound-condition.ts';
import { bindCompare, bindSemiJoin, bindSet } from './bound-test.ts';

/** Makes a condition testable. Throws SoqlError for unknown names, wrong types and operators. */
export function bindCondition<T>(binding: Binding<T>, condition: Condition): BoundCondition<T> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, parts: condition.parts.map((part) => bindCondition(binding, part)) };
    case 'not':
      return { kind: 'not', part: bindCondition(binding, condition.part) };
    case 'compare':
      return bindCompare(binding, binding.operand(condition.left), condition.operator, condition.right);
    case 'set':
      return bindSet(binding, binding.operand(condition.left), condition.operator, condition.right);
    case 'semiJoin':
      return bindSemiJoin(binding, binding.operand(condition.left), condition.operator, condition.query);
  }
}

/** One function for a whole condition. */
export function testOf<T>(condition: BoundCondition<T>): Test<T> {
  switch (condition.kind) {
    case 'test':
      return condition.test;
    case 'not': {
      const test = testOf(condition.part);
      return (from) => !test(from);
    }
    case 'and': {
      const tests = condition.parts.map(testOf);
      return (from) => tests.every((test) => test(from));
    }
    case 'or': {
      const tests = condition.parts.map(testOf);
      return (from) => tests.some((test) => test(from));
    }
  }
}
