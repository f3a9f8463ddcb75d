import type { SelectItem, SoqlQuery } from '../query.ts';
import type { Cursor } from './cursor.ts';
import { parseAlias, parseOperand } from './parse-operand.ts';

const SETS = ['ALL', 'STANDARD', 'CUSTOM'] as const;

type Subquery = (cursor: Cursor) => SoqlQuery;

function parseFieldSet(cursor: Cursor): SelectItem {
  const { at } = cursor.take();
  cursor.expectSymbol('(');
  const token = cursor.peek();
  const set = SETS.find((name) => cursor.takeWords(name));
  if (set === undefined) throw cursor.unexpected(token);
  cursor.expectSymbol(')');
  return { kind: 'fields', set, at };
}

function parseItem(cursor: Cursor, subquery: Subquery): SelectItem {
  const { at } = cursor.peek();
  if (cursor.takeSymbol('(')) {
    const query = subquery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'children', query, at };
  }
  if (cursor.atWord('FIELDS') && cursor.atSymbol('(', 1)) return parseFieldSet(cursor);
  if (cursor.atWord('TYPEOF') && cursor.peek(1).kind === 'word') throw cursor.unsupported('TYPEOF', at);
  const operand = parseOperand(cursor);
  // `COUNT()` is the whole select list: no alias, nothing beside it.
  if (operand.kind === 'aggregate' && operand.path === undefined) return operand;
  const alias = parseAlias(cursor);
  return alias === undefined ? operand : { ...operand, alias };
}

/** Reads what stands between SELECT and FROM. */
export function parseSelect(cursor: Cursor, subquery: Subquery): SelectItem[] {
  const items = [parseItem(cursor, subquery)];
  const isBareCount = (item: SelectItem): boolean => item.kind === 'aggregate' && item.path === undefined;
  while (cursor.atSymbol(',')) {
    if (items.some(isBareCount)) throw cursor.unexpected();
    cursor.take();
    const next = cursor.peek();
    const item = parseItem(cursor, subquery);
    if (isBareCount(item)) throw cursor.unexpected(next);
    items.push(item);
  }
  return items;
}
