import type { Comparison, Condition, Literal, Operand, SetComparison, SoqlQuery } from '../query.ts';
import type { Cursor } from './cursor.ts';
import { parseLiteral, refuseBinding } from './parse-literal.ts';
import { parseOperand } from './parse-operand.ts';

const SYMBOLS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
// Deeper nesting than anybody writes would exhaust the stack of whoever walks the tree.
const MAX_DEPTH = 200;

type Subquery = (cursor: Cursor) => SoqlQuery;

/**
 * Reads the condition of WHERE or HAVING. AND and OR don't mix without parentheses, and NOT stands alone or inside
 * parentheses: `a AND NOT b` is malformed. `subquery` reads a semi-join's SELECT, up to its closing parenthesis.
 */
export function parseCondition(cursor: Cursor, subquery: Subquery, depth = 0): Condition {
  if (depth > MAX_DEPTH) throw cursor.malformed(cursor.peek().at, 'the condition is nested too deeply');
  if (cursor.takeWords('NOT')) return { kind: 'not', part: parseUnit(cursor, subquery, depth) };
  const first = parseUnit(cursor, subquery, depth);
  const kind = cursor.atWord('AND') ? 'and' : 'or';
  const parts = [first];
  while (cursor.takeWords(kind.toUpperCase())) parts.push(parseUnit(cursor, subquery, depth));
  return parts.length === 1 ? first : { kind, parts };
}

function parseUnit(cursor: Cursor, subquery: Subquery, depth: number): Condition {
  if (!cursor.takeSymbol('(')) return parseTest(cursor, subquery);
  const condition = parseCondition(cursor, subquery, depth + 1);
  cursor.expectSymbol(')');
  return condition;
}

function takeSetComparison(cursor: Cursor): SetComparison | undefined {
  for (const operator of ['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES'] as const) {
    if (cursor.takeWords(...operator.split(' '))) return operator;
  }
  return undefined;
}

function parseTest(cursor: Cursor, subquery: Subquery): Condition {
  const left = parseOperand(cursor);
  const set = takeSetComparison(cursor);
  if (set !== undefined) return parseSet(cursor, left, set, subquery);
  if (cursor.takeWords('LIKE')) return { kind: 'compare', left, operator: 'LIKE', right: parseLiteral(cursor) };
  const token = cursor.peek();
  const operator = token.kind === 'symbol' ? SYMBOLS[token.text] : undefined;
  if (operator === undefined) throw cursor.unexpected();
  cursor.take();
  return { kind: 'compare', left, operator, right: parseLiteral(cursor) };
}

function parseSet(cursor: Cursor, left: Operand, operator: SetComparison, subquery: Subquery): Condition {
  refuseBinding(cursor);
  cursor.expectSymbol('(');
  if (cursor.atWord('SELECT') && (operator === 'IN' || operator === 'NOT IN')) {
    const query = subquery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'semiJoin', left, operator, query };
  }
  const right: Literal[] = [];
  do right.push(parseLiteral(cursor));
  while (cursor.takeSymbol(','));
  cursor.expectSymbol(')');
  return { kind: 'set', left, operator, right };
}
