import { SoqlError } from '../error.ts';
import type { OrderTerm, Path, SoqlQuery } from '../query.ts';
import { Cursor } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { isReserved, parseAlias, parseOperand, parsePath } from './parse-operand.ts';
import { parseSelect } from './parse-select.ts';

/** Characters a statement may have. Source: Salesforce's SOQL limits. */
const MAX_LENGTH = 100_000;
const MAX_OFFSET = 2_000;

/**
 * Parses a statement. Throws SoqlError: MALFORMED_QUERY with the place, or NUMBER_OUTSIDE_VALID_RANGE for an OFFSET
 * beyond 2,000.
 */
export function parseSoql(text: string): SoqlQuery {
  if (text.length > MAX_LENGTH) {
    throw new SoqlError('MALFORMED_QUERY', `SOQL statements cannot be longer than ${MAX_LENGTH} characters.`);
  }
  const cursor = new Cursor(text);
  const query = parseQuery(cursor, parseSubquery);
  if (cursor.atWord('ALL') && cursor.atWord('ROWS', 1)) {
    throw cursor.malformed(cursor.peek().at, 'ALL ROWS not allowed in this context');
  }
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return query;
}

/** A subquery holds none itself. */
function parseSubquery(cursor: Cursor): SoqlQuery {
  return parseQuery(cursor, (inner) => {
    throw inner.malformed(inner.peek().at, 'Nesting of sub-queries is not supported');
  });
}

function parseQuery(cursor: Cursor, subquery: (cursor: Cursor) => SoqlQuery): SoqlQuery {
  cursor.expectWord('SELECT');
  const select = parseSelect(cursor, subquery);
  cursor.expectWord('FROM');
  const from = parseFrom(cursor);
  const where = cursor.takeWords('WHERE') ? parseCondition(cursor, subquery) : undefined;
  if (cursor.atWord('WITH')) throw cursor.unsupported('WITH', cursor.peek().at);
  const groupBy = cursor.takeWords('GROUP', 'BY') ? parseGroups(cursor) : [];
  const having = cursor.takeWords('HAVING') ? parseCondition(cursor, subquery) : undefined;
  const orderBy = cursor.takeWords('ORDER', 'BY') ? parseOrder(cursor) : [];
  const limit = cursor.takeWords('LIMIT') ? parseCount(cursor) : undefined;
  const offset = cursor.takeWords('OFFSET') ? parseOffset(cursor) : undefined;
  const lock = parseLock(cursor);
  return {
    text: cursor.text,
    select,
    from,
    groupBy,
    orderBy,
    ...(where === undefined ? {} : { where }),
    ...(having === undefined ? {} : { having }),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...(lock === undefined ? {} : { lock }),
  };
}

function parseFrom(cursor: Cursor): SoqlQuery['from'] {
  const { kind, text, at } = cursor.take();
  // `Group` and `Order` are objects too.
  const name = kind === 'word' && (!isReserved(text) || text.toUpperCase() === 'GROUP');
  if (!name) throw cursor.unexpected({ kind, text, at });
  if (cursor.atWord('USING')) throw cursor.unsupported('USING SCOPE', cursor.peek().at);
  const alias = parseAlias(cursor);
  return alias === undefined ? { name: text, at } : { name: text, alias, at };
}

function parseGroups(cursor: Cursor): Path[] {
  const paths: Path[] = [];
  do {
    if (cursor.atSymbol('(', 1)) throw cursor.unsupported(`${cursor.peek().text}() in GROUP BY`, cursor.peek().at);
    paths.push(parsePath(cursor));
  } while (cursor.takeSymbol(','));
  return paths;
}

function parseOrder(cursor: Cursor): OrderTerm[] {
  const terms: OrderTerm[] = [];
  do {
    const by = parseOperand(cursor);
    const descending = cursor.takeWords('DESC');
    if (!descending) cursor.takeWords('ASC');
    const nulls = (['first', 'last'] as const).find((end) => cursor.takeWords('NULLS', end.toUpperCase()));
    terms.push({ by, descending, ...(nulls === undefined ? {} : { nulls }) });
  } while (cursor.takeSymbol(','));
  return terms;
}

function parseCount(cursor: Cursor): number {
  const token = cursor.take();
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw cursor.unexpected(token);
  return Number(token.text);
}

function parseOffset(cursor: Cursor): number {
  const offset = parseCount(cursor);
  if (offset > MAX_OFFSET) {
    throw new SoqlError('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`);
  }
  return offset;
}

function parseLock(cursor: Cursor): SoqlQuery['lock'] {
  return (['UPDATE', 'VIEW', 'REFERENCE'] as const).find((lock) => cursor.takeWords('FOR', lock));
}
