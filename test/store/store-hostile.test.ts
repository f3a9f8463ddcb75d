import { describe, expect, it } from 'vitest';
import { storeContract } from './contract.ts';
import { hostileDriver } from './hostile.ts';
import { openTestStore } from './open.ts';
import { personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';

let seed = Number(process.env.TEST_SEED ?? 1);
storeContract(`a hostile MongoDB (seeds from ${seed})`, () => openTestStore(hostileDriver(seed++).wrap));

describe('the hostile driver', () => {
  it('really does each of its mischiefs, and people end the same', async () => {
    const hostile = hostileDriver(99, 0.7);
    const { store, db } = await openTestStore(hostile.wrap);
    const writes = Array.from({ length: 300 }, (_, index) => personWrite(index + 1, qualifiedPart(index + 1)));
    for (let turn = 0; turn < 20; turn++) {
      await persist(() => store.people.apply(writes, { evidence: 'overlap' }));
    }
    expect(Object.values(hostile.counts).every((count) => count > 0)).toBe(true);
    const stored = await db.collection('people').find().sort({ _id: 1 }).toArray();
    expect(stored.map(({ marketo }) => marketo.asOf)).toEqual(writes.map(({ part }) => part.asOf));
  });
});
