import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestStore } from './open.ts';
import { personId, personWrite, qualifiedPart, ticket } from './people.ts';

const CASES = 300;

/** One read per ticket; each arrives once or more, in any order, in any bulk, beside any other. */
const arrivals = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 }).chain((tickets) =>
  fc.record({
    tickets: fc.constant(tickets),
    bulks: fc.array(fc.array(fc.constantFrom(...tickets), { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
    merged: fc.constantFrom(...tickets),
  }),
);

it('any interleaving and repetition of reads ends with the newest, the first alias ticket and the earliest sight', async () => {
  const { store } = await openTestStore();
  let id = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ tickets, bulks, merged }) => {
      id += 1;
      const write = (asOf: number) =>
        personWrite(id, qualifiedPart(asOf, { firstName: `read ${1_000 - asOf}`, ownerId: asOf % 2 ? '005A' : null }), {
          alias: asOf <= merged ? { asOf: ticket(asOf), winner: personId(asOf) } : null,
        });
      const all = [...bulks, tickets];
      await Promise.all(all.map((bulk) => store.people.apply(bulk.map(write), { evidence: 'leadChange' })));
      const stored = await store.people.get(personId(id));
      expect(stored?.marketo).toEqual(write(Math.max(...tickets)).part);
      expect(stored?.firstSeen?.asOf).toBe(Math.min(...tickets));
      expect(stored?.alias?.winner).toBe(merged);
    }),
    { numRuns: CASES },
  );
});
