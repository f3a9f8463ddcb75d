import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseRecords } from '../../../simulators/salesforce/records/base.ts';
import type { Put } from '../../../simulators/salesforce/records/persist.ts';
import { Store } from '../../../simulators/salesforce/records/store.ts';
import { Table } from '../../../simulators/salesforce/records/table.ts';

const BASE = 8;
/** Base records have even numbers from 2 on, so that a chosen number can lie between two. */
const valuesOf = (index: number) => ({ Email: `E${index % 3}`, SystemModstamp: 1000 + index * 10 });
const base: BaseRecords = {
  size: BASE,
  numberAt: (index) => (index + 1) * 2,
  indexOf: (number) => (number % 2 === 0 && number >= 2 && number <= BASE * 2 ? number / 2 - 1 : -1),
  row: (index) => ({ get: (field) => ({ ...valuesOf(index) })[field as 'Email'] ?? null }),
  values: valuesOf,
  stampAt: (index) => valuesOf(index).SystemModstamp,
  find: (field, values) =>
    Array.from({ length: BASE }, (_, i) => i).filter((i) => field === 'Email' && values.includes(valuesOf(i).Email)),
};

const newTable = () => new Table({ name: 'T', prefix: '00T', base, indexed: ['Email'] });
type Model = Map<number, { Email: string; SystemModstamp: number }>;
const newModel = (): Model => new Map(Array.from({ length: BASE }, (_, i) => [(i + 1) * 2, valuesOf(i)]));

const write = fc.record({
  number: fc.integer({ min: 1, max: 24 }),
  values: fc.option(
    fc.record({
      Email: fc.constantFrom<string[]>('E0', 'E1', 'e1', 'X'),
      SystemModstamp: fc.integer({ min: 990, max: 1100 }),
    }),
    { nil: undefined },
  ),
});
const transaction = fc.record({ writes: fc.array(write, { maxLength: 6 }), keep: fc.boolean(), throws: fc.boolean() });

type Transaction = typeof transaction extends fc.Arbitrary<infer T> ? T : never;

/** Runs a transaction; the model as it is afterwards. */
function run(store: Store, table: Table, model: Model, { writes, keep, throws }: Transaction): Model {
  const next: Model = new Map(model);
  try {
    store.attempt(() => {
      for (const { number, values } of writes) {
        store.put(table, number, values);
        if (values === undefined) next.delete(number);
        else next.set(number, values);
      }
      if (throws) throw new Error('rolled back');
      return { keep, value: undefined };
    });
  } catch {
    return model;
  }
  return keep ? next : model;
}

/** What every way to the records must give, told from the model alone. */
function check(table: Table, model: Model): void {
  const numbers = [...model.keys()].sort((a, b) => a - b);
  expect([...table.all()].map((row) => row.get('Email'))).toEqual(numbers.map((n) => model.get(n)?.Email));
  expect(table.size).toBe(model.size);
  for (const email of ['E0', 'e1', 'X']) {
    const alike = numbers.filter((n) => model.get(n)?.Email.toLowerCase() === email.toLowerCase());
    const found = table.find('Email', [email, email.toUpperCase()]) ?? [];
    expect(new Set(found)).toEqual(new Set(found.filter((n) => model.has(n))));
    expect(alike.filter((n) => !found.includes(n))).toEqual([]);
  }
  for (const [from, to] of [
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [1010, 1050],
  ] as const) {
    const inside = numbers
      .map((number) => ({ number, at: model.get(number)?.SystemModstamp ?? 0 }))
      .filter(({ at }) => at >= from && at <= to)
      .sort((a, b) => a.at - b.at || a.number - b.number);
    const entries = [...(table.range('SystemModstamp', from, to)?.entries() ?? [])];
    expect(entries.map(({ at, number }) => ({ number, at }))).toEqual(inside);
  }
  const [low, high] = [table.ids.of(5), table.ids.of(15)];
  const between = [...table.idRange(low, high).numbers(false)].filter((n) => model.has(n));
  expect(between).toEqual(numbers.filter((n) => n >= 5 && n <= 15));
  expect([...table.idRange(low, high).numbers(true)].filter((n) => model.has(n))).toEqual(between.toReversed());
}

describe('records under transactions', () => {
  it('are found by every index as a plain scan finds them, whatever was written, rolled back or replayed', () => {
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 12 }), (transactions) => {
        const kept: (readonly Put[])[] = [];
        const table = newTable();
        const store = new Store([table], { committed: (puts) => void kept.push(puts) });
        let model = newModel();
        for (const one of transactions) {
          model = run(store, table, model, one);
          check(table, model);
        }
        const again = newTable();
        const replayed = new Store([again], { committed: () => {} });
        for (const puts of kept) replayed.replay(puts);
        check(again, model);
        again.reset();
        check(again, newModel());
      }),
      { numRuns: 300 },
    );
  });

  it('stay right when indexes are swept after thousands of writes', () => {
    const table = newTable();
    const store = new Store([table], { committed: () => {} });
    let model = newModel();
    for (let i = 0; i < 6000; i++) {
      const values = { Email: `E${i % 4}`, SystemModstamp: 990 + ((i * 37) % 110) };
      const writes = [{ number: 1 + ((i * 7) % 24), values: i % 11 === 0 ? undefined : values }];
      model = run(store, table, model, { writes, keep: i % 5 > 0, throws: i % 13 === 0 });
      if (i % 500 === 0) check(table, model);
    }
    check(table, model);
  });
});
