import { describe, expect, it } from 'vitest';
import { parseSoql, runQuery } from '../../../../simulators/salesforce/soql/index.ts';
import { ask, NOW } from './ask.ts';
import { idOf, schema } from './schema.ts';
import { type Reads, Store } from './store.ts';

const COUNT = 1_000;
const START = Date.parse('2026-05-01T00:00:00Z');
const Task = Array.from({ length: COUNT }, (_, i) => ({
  Id: idOf('Task', i),
  Key__c: `key-${i}`,
  OwnerId: idOf('User', i % 4),
  Status: i % 2 === 0 ? 'Completed' : 'Not Started',
  SystemModstamp: START + (i >> 1) * 60_000,
  IsDeleted: false,
}));
const INDEXED = ['Id', 'Key__c', 'OwnerId', 'SystemModstamp'];

function reads(condition: string): Reads & { found: number } {
  const store = new Store({ Task }, INDEXED);
  const found = ask(store, `SELECT Id FROM Task ${condition}`).totalSize;
  return { ...store.reads, found };
}

const id = (n: number): string => `'${idOf('Task', n)}'`;
const minute = (n: number): string => new Date(START + n * 60_000).toISOString();

// How many rows were read is what makes a query over a million records quick; no clock is needed.
describe('rows read', () => {
  it.each([
    [`WHERE Id = ${id(7)}`, 1, 1],
    [`WHERE Id IN (${id(7)}, ${id(8)}, ${id(5000)})`, 0, 2],
    [`WHERE Status = 'Completed' AND Id = ${id(8)}`, 1, 1],
    ["WHERE Key__c = 'key-9'", 1, 1],
    [`WHERE OwnerId = '${idOf('User', 1)}' AND Key__c IN ('key-9', 'key-10')`, 2, 1],
    [`WHERE Key__c = 'key-9' OR Id = ${id(3)}`, 1, 2],
    [`WHERE SystemModstamp >= ${minute(490)}`, 20, 20],
    [`WHERE SystemModstamp >= ${minute(10)} AND SystemModstamp < ${minute(12)}`, 6, 4],
    [
      `WHERE (SystemModstamp = ${minute(498)} AND Id > ${id(996)}) OR SystemModstamp > ${minute(498)} ORDER BY SystemModstamp, Id`,
      4,
      3,
    ],
    ['ORDER BY SystemModstamp, Id LIMIT 5', 5, 5],
    ['ORDER BY SystemModstamp DESC LIMIT 5 OFFSET 5', 10, 5],
    ['ORDER BY Id LIMIT 5', 5, 5],
    ['ORDER BY Id DESC LIMIT 5', 5, 5],
    [`WHERE Id > ${id(100)} ORDER BY Id LIMIT 5`, 6, 5],
    ["WHERE Status = 'Completed' ORDER BY SystemModstamp LIMIT 5", 9, 5],
    ['LIMIT 5', 5, 5],
  ])('%s', (condition, indexed, found) => {
    expect(reads(condition)).toEqual({ scanned: 0, indexed, found });
  });

  it('a condition that no index serves reads everything', () => {
    expect(reads("WHERE Status = 'Completed' OR Key__c = 'key-9'")).toMatchObject({ found: 501, indexed: COUNT });
    expect(reads("WHERE NOT Key__c = 'key-9'")).toMatchObject({ found: 999 });
  });
});

describe('children', () => {
  const Lead = [1, 2, 3].map((n) => ({ Id: idOf('Lead', n) }));
  const children = Array.from({ length: 30 }, (_, i) => ({ Id: idOf('Task', i), WhoId: idOf('Lead', i % 3) }));
  const soql = 'SELECT Id, (SELECT Id FROM Tasks) FROM Lead';

  it('come through the index, or else from one pass over all', () => {
    const indexed = new Store({ Lead, Task: children }, ['WhoId']);
    const scanned = new Store({ Lead, Task: children });
    expect(ask(indexed, soql)).toEqual(ask(scanned, soql));
    expect(indexed.reads).toEqual({ scanned: Lead.length, indexed: 20 });
    expect(scanned.reads).toEqual({ scanned: Lead.length + children.length, indexed: 0 });
  });
});

describe('sorting', () => {
  it.each(['SystemModstamp, Id DESC', 'SystemModstamp DESC, Id DESC', 'SystemModstamp DESC, Id', 'Id DESC, Status'])(
    'an index serves ORDER BY %s only where it has that order',
    (terms) => {
      const soql = `SELECT Id FROM Task ORDER BY ${terms} LIMIT 7`;
      expect(ask(new Store({ Task }, INDEXED), soql)).toEqual(ask(new Store({ Task }), soql));
    },
  );

  it('what LIMIT keeps is the same whether rows are sorted in parts or all at once', () => {
    const names = Array.from({ length: 25_000 }, (_, i) => ({
      Id: idOf('Account', i),
      Name: `n${(i * 7_919) % 25_000}`,
    }));
    const store = new Store({ Account: names });
    const all = ask(store, 'SELECT Name FROM Account ORDER BY Name DESC').records;
    expect(ask(store, 'SELECT Name FROM Account ORDER BY Name DESC LIMIT 20 OFFSET 5').records).toEqual(
      all.slice(5, 25),
    );
  });
});

describe('results', () => {
  it('S39 a result is a snapshot: changes of the rows after the query do not show in it', () => {
    const row = { Id: idOf('Account', 1), Name: 'before' };
    const store = new Store({ Account: [row] });
    const options = { queryAll: false, now: NOW, basePath: '' };
    const result = runQuery(parseSoql('SELECT Name FROM Account'), schema, store, options);
    row.Name = 'after';
    expect(result.slice(0, 1)).toMatchObject([{ Name: 'before' }]);
  });
});
