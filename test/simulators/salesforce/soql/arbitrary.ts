import fc from 'fast-check';
import { idOf } from './schema.ts';
import type { Values } from './store.ts';

const word = (name: string): fc.Arbitrary<string> => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());
const DAY = Date.parse('2026-05-14T00:00:00Z');
const stamp = fc.integer({ min: -5, max: 5 }).map((hours) => DAY + hours * 3_600_000);
const text = fc.constantFrom('alpha', 'Beta', 'beta', "it's", 'a_b', '50%', 'back\\slash');

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const stampLiteral = fc.oneof(
  stamp.map((ms) => new Date(ms).toISOString().replace('.000Z', 'Z')),
  stamp.map((ms) => `${new Date(ms + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`),
  fc.constantFrom('TODAY', 'YESTERDAY', 'LAST_N_DAYS:1', 'null'),
);
const idLiteral = fc.integer({ min: 0, max: 45 }).map((n) => quoted(idOf('Task', n)));
const whoLiteral = fc.integer({ min: 0, max: 4 }).map((n) => quoted(idOf('Lead', n).slice(0, n % 2 === 0 ? 15 : 18)));

/** Fields of the random tasks, with literals that fit them and operators beyond equality. */
const FIELDS = [
  { name: 'Id', literal: idLiteral, more: ['<', '<=', '>', '>='] },
  { name: 'WhoId', literal: fc.oneof(whoLiteral, fc.constant('null')), more: ['<', '>='] },
  { name: 'Subject', literal: fc.oneof(text.map(quoted), fc.constantFrom('null', "''")), more: ['<', '>', 'LIKE'] },
  { name: 'Key__c', literal: text.map(quoted), more: ['LIKE'] },
  { name: 'SystemModstamp', literal: stampLiteral, more: ['<', '<=', '>', '>='] },
  { name: 'ActivityDate', literal: fc.constantFrom('2026-05-13', '2026-05-14', 'TODAY', 'null'), more: ['<', '>='] },
  { name: 'CallDurationInSeconds', literal: fc.constantFrom('0', '1', '2.5', '-1', 'null'), more: ['<', '>='] },
  { name: 'IsClosed', literal: fc.constantFrom('true', 'false', 'null'), more: [] },
  { name: 'Who.Name', literal: text.map(quoted), more: ['LIKE'] },
] as const;

const comparison: fc.Arbitrary<string> = fc.constantFrom(...FIELDS).chain(({ name, literal, more }) =>
  fc.oneof(
    fc.tuple(word(name), fc.constantFrom('=', '!=', ...more), literal).map((parts) => parts.join(' ')),
    fc
      .tuple(word(name), fc.constantFrom('IN', 'NOT IN', 'not in'), fc.array(literal, { minLength: 1, maxLength: 4 }))
      .map(([field, operator, list]) => `${field} ${operator} (${list.join(',')})`),
  ),
);

/** Conditions of any shape. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ tree: string; unit: string }>((tie) => ({
  unit: fc.oneof(
    { depthSize: 'small' },
    comparison,
    tie('tree').map((tree) => `(${tree})`),
  ),
  tree: fc.oneof(
    { depthSize: 'small' },
    tie('unit'),
    tie('unit').map((unit) => `NOT ${unit}`),
    fc
      .tuple(fc.constantFrom('AND', 'or'), fc.array(tie('unit'), { minLength: 2, maxLength: 4 }))
      .map(([operator, units]) => units.join(` ${operator} `)),
  ),
})).tree;

const orderTerm = fc
  .tuple(
    fc.constantFrom(...FIELDS.map(({ name }) => name)),
    fc.constantFrom('', ' ASC', ' desc'),
    fc.constantFrom('', ' NULLS FIRST', ' nulls last'),
  )
  .map((parts) => parts.join(''));

/** What may follow WHERE. */
export const tail: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(orderTerm, { maxLength: 3 }).map((terms) => (terms.length === 0 ? '' : `ORDER BY ${terms.join(', ')}`)),
    fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }).map((n) => (n === undefined ? '' : `LIMIT ${n}`)),
    fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }).map((n) => (n === undefined ? '' : `OFFSET ${n}`)),
  )
  .map((parts) => parts.join(' '));

const head = fc.constantFrom(
  'SELECT Id FROM Task',
  'select Id, Who.Name, Who.Type, SystemModstamp from task t',
  'SELECT FIELDS(STANDARD) FROM Task',
  'SELECT COUNT() FROM Task',
  'SELECT Id, (SELECT Id FROM Tasks LIMIT 1) FROM Lead',
  'SELECT Status, COUNT(Id) n, MAX(Score__c) FROM Task',
);

/** Whole statements that parse. */
export const statement: fc.Arbitrary<string> = fc
  .tuple(head, fc.option(condition, { nil: undefined }), tail, fc.constantFrom('', 'FOR VIEW', 'for update'))
  .map(([select, where, rest, lock]) => `${select} ${where === undefined ? '' : `WHERE ${where}`} ${rest} ${lock}`);

/** Up to forty tasks with many equal and empty values. */
export const tasks: fc.Arbitrary<Values[]> = fc
  .array(
    fc.record({
      WhoId: fc.option(fc.integer({ min: 1, max: 4 }).map((n) => idOf('Lead', n))),
      Subject: fc.option(text),
      Key__c: fc.option(text),
      SystemModstamp: stamp,
      ActivityDate: fc.option(fc.constantFrom('2026-05-12', '2026-05-13', '2026-05-14')),
      CallDurationInSeconds: fc.option(fc.integer({ min: 0, max: 3 })),
      IsClosed: fc.boolean(),
      IsDeleted: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, i) => ({ Id: idOf('Task', i + 1), ...row })));
