import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSoql, SoqlError } from '../../../../simulators/salesforce/soql/index.ts';
import { condition, statement, tail, tasks } from './arbitrary.ts';
import { ask } from './ask.ts';
import { print, withoutPlaces } from './print.ts';
import { idOf } from './schema.ts';
import { Store } from './store.ts';

const INDEXED = ['Id', 'WhoId', 'Subject', 'Key__c', 'SystemModstamp', 'ActivityDate', 'CallDurationInSeconds'];
const leads = ['alpha', 'Beta', "it's", 'a_b'].map((Name, i) => ({ Id: idOf('Lead', i + 1), Name }));

describe('properties', () => {
  it('a statement, printed from its tree, has the same tree', () => {
    fc.assert(
      fc.property(statement, (soql) => {
        const tree = parseSoql(soql);
        expect(withoutPlaces(parseSoql(print(tree)))).toEqual(withoutPlaces(tree));
      }),
      { numRuns: 500 },
    );
  });

  it('an index gives what a scan gives, in the same order', () => {
    const some = fc.subarray(INDEXED);
    fc.assert(
      fc.property(tasks, condition, tail, some, fc.boolean(), (Task, where, rest, indexed, queryAll) => {
        const soql = `SELECT Id, Subject, Who.Name FROM Task WHERE ${where} ${rest}`;
        const scan = ask(new Store({ Task, Lead: leads }), soql, { queryAll });
        expect(ask(new Store({ Task, Lead: leads }, indexed), soql, { queryAll })).toEqual(scan);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a condition or its negation lets each row pass, never both', () => {
    fc.assert(
      fc.property(tasks, condition, (Task, where) => {
        const store = new Store({ Task, Lead: leads }, INDEXED);
        const count = (soql: string): number => ask(store, `SELECT COUNT() FROM Task ${soql}`).totalSize;
        expect(count(`WHERE ${where}`) + count(`WHERE NOT (${where})`)).toBe(count(''));
      }),
      { numRuns: 300 },
    );
  });

  it('any text is parsed or refused with a SoqlError', () => {
    const mangled = fc
      .tuple(statement, fc.nat(200), fc.nat(5), fc.string({ maxLength: 5, unit: 'binary' }))
      .map(([soql, at, cut, put]) => soql.slice(0, at) + put + soql.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string({ unit: 'binary' })), (soql) => {
        try {
          parseSoql(soql);
        } catch (error) {
          expect(error).toBeInstanceOf(SoqlError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
