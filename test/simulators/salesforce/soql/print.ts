import type {
  Condition,
  Literal,
  Operand,
  SelectItem,
  SoqlQuery,
} from '../../../../simulators/salesforce/soql/query.ts';

function literal(value: Literal): string {
  switch (value.kind) {
    case 'string':
      return `'${value.raw}'`;
    case 'number':
    case 'boolean':
    case 'date':
      return String(value.value);
    case 'datetime':
      return new Date(value.value).toISOString();
    case 'null':
      return 'null';
    case 'period':
      return value.count === undefined ? value.name : `${value.name}:${value.count}`;
  }
}

function operand(left: Operand): string {
  const path = 'path' in left ? (left.path?.names.join('.') ?? '') : '';
  return left.kind === 'field' ? path : `${left.name}(${path})`;
}

function condition(tree: Condition): string {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return `(${tree.parts.map(condition).join(` ${tree.kind} `)})`;
    case 'not':
      return `(NOT ${condition(tree.part)})`;
    case 'compare':
      return `${operand(tree.left)} ${tree.operator} ${literal(tree.right)}`;
    case 'set':
      return `${operand(tree.left)} ${tree.operator} (${tree.right.map(literal).join(', ')})`;
    case 'semiJoin':
      return `${operand(tree.left)} ${tree.operator} (${print(tree.query)})`;
  }
}

function item(selected: SelectItem): string {
  if (selected.kind === 'fields') return `FIELDS(${selected.set})`;
  if (selected.kind === 'children') return `(${print(selected.query)})`;
  return selected.alias === undefined ? operand(selected) : `${operand(selected)} ${selected.alias}`;
}

/** A statement's text from its tree. */
export function print(query: SoqlQuery): string {
  const { select, from, where, groupBy, having, orderBy, limit, offset, lock } = query;
  const order = orderBy.map(
    ({ by, descending, nulls }) =>
      `${operand(by)} ${descending ? 'DESC' : 'ASC'}${nulls === undefined ? '' : ` NULLS ${nulls}`}`,
  );
  return [
    `SELECT ${select.map(item).join(', ')} FROM ${from.name}`,
    from.alias ?? '',
    where === undefined ? '' : `WHERE ${condition(where)}`,
    groupBy.length === 0 ? '' : `GROUP BY ${groupBy.map(({ names }) => names.join('.')).join(', ')}`,
    having === undefined ? '' : `HAVING ${condition(having)}`,
    order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`,
    limit === undefined ? '' : `LIMIT ${limit}`,
    offset === undefined ? '' : `OFFSET ${offset}`,
    lock === undefined ? '' : `FOR ${lock}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A tree without the places its parts were written at. */
export function withoutPlaces(query: SoqlQuery): unknown {
  return JSON.parse(
    JSON.stringify(query, (key, value: unknown) => (key === 'at' || key === 'text' ? undefined : value)),
  );
}
