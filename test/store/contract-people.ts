import { describe, expect, it } from 'vitest';
import { ERASED_TICKET } from '../../model/ids.ts';
import type { PeopleSearch, PersonWrite } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { change, EPOCH, personId, personWrite, qualifiedPart, ticket } from './people.ts';
import { persist } from './persist.ts';

export function peopleContract(open: () => Promise<OpenedStore>): void {
  const applying =
    ({ store }: OpenedStore) =>
    (writes: PersonWrite[]) =>
      persist(() => store.people.apply(writes, { evidence: 'leadChange' }));

  describe('people', () => {
    it('stores a person as decided and gives it back unchanged', async () => {
      const opened = await open();
      const part = qualifiedPart(7);
      await applying(opened)([personWrite(1, part)]);
      const stored = await persist(() => opened.store.people.get(personId(1)));
      const firstSeen = { asOf: 7, at: part.syncedAt, evidence: 'leadChange' };
      expect(stored).toEqual({ _id: 1, marketo: part, firstSeen });
      expect(await persist(() => opened.store.people.get(personId(2)))).toBeNull();
    });

    it('keeps the newer read whatever arrives last, and repeating changes nothing', async () => {
      const opened = await open();
      const apply = applying(opened);
      const newer = personWrite(1, qualifiedPart(9, { firstName: 'newer' }));
      const older = personWrite(1, qualifiedPart(8, { firstName: 'zzz', state: 'unowned', ownerId: null }));
      await apply([newer]);
      await apply([older]);
      await apply([newer]);
      const stored = await persist(() => opened.store.people.get(personId(1)));
      expect(stored?.marketo).toEqual(newer.part);
      expect(stored?.firstSeen?.asOf).toBe(8);
    });

    it('never brings an erased person back', async () => {
      const opened = await open();
      const erased = qualifiedPart(ERASED_TICKET, { state: 'erased', syncedAt: new Date(EPOCH) });
      await applying(opened)([personWrite(1, erased)]);
      await applying(opened)([personWrite(1, qualifiedPart(2 ** 52))]);
      expect((await persist(() => opened.store.people.get(personId(1))))?.marketo?.state).toBe('erased');
    });

    it('leaves the app’s own data beside marketo alone', async () => {
      const opened = await open();
      const people = opened.db.collection<{ _id: number; app: { score: number } }>('people');
      await people.insertOne({ _id: 1, app: { score: 5 } });
      await applying(opened)([personWrite(1, qualifiedPart(3))]);
      expect((await people.findOne({ _id: 1 }))?.app).toEqual({ score: 5 });
      expect(await persist(() => opened.store.people.get(personId(1)))).not.toHaveProperty('app');
    });

    it('keeps a merge’s alias by its own ticket', async () => {
      const opened = await open();
      const merged = (asOf: number, winner: number) =>
        personWrite(1, qualifiedPart(asOf, { state: 'merged' }), {
          alias: { asOf: ticket(asOf), winner: personId(winner) },
        });
      await applying(opened)([merged(6, 60)]);
      await applying(opened)([merged(5, 50)]);
      await applying(opened)([personWrite(1, qualifiedPart(9))]);
      const stored = await persist(() => opened.store.people.get(personId(1)));
      expect(stored?.alias).toEqual({ asOf: 6, winner: 60 });
      expect(stored?.marketo?.state).toBe('qualified');
    });

    it('finds people by owner, address and name, page after page, until their personal data is gone', async () => {
      const opened = await open();
      const ownerId = '0055g00000000GgAAI';
      const part = (id: number) => qualifiedPart(id, { ownerId });
      await applying(opened)([1, 2, 3].map((id) => personWrite(id, part(id))));
      await applying(opened)([
        personWrite(4, qualifiedPart(4, { ownerId, state: 'deleted', leftAt: new Date(EPOCH) })),
        personWrite(5, qualifiedPart(5, { ownerId: null, state: 'unowned', leftAt: new Date(EPOCH) })),
      ]);
      const found = async (query: Partial<PeopleSearch>, after = 0) => {
        const page = { after, limit: 2 };
        const people = await persist(() => opened.store.people.search({ state: 'qualified', ...query }, page));
        return people.map(({ _id }) => _id);
      };
      expect(await found({})).toEqual([1, 2]);
      expect(await found({}, 2)).toEqual([3]);
      expect(await found({ email: 'ADA@example.com' }, 1)).toEqual([2, 3]);
      expect(await found({ text: 'byr', ownerId: ownerId.slice(0, 15) })).toEqual([1, 2]);
      expect(await found({ text: 'ada b', state: 'deleted' })).toEqual([4]);
      expect(await found({ text: 'engine', state: 'unowned' })).toEqual([5]);
      const past = new Date(EPOCH + 1);
      await persist(() => opened.store.people.redact({ unownedBefore: past, goneBefore: past, limit: 10 }));
      expect(await found({ state: 'deleted' })).toEqual([]);
      expect(await found({ state: 'unowned' })).toEqual([]);
    });

    it('stores more than one command’s worth and reads many at once', async () => {
      const opened = await open();
      const writes = Array.from({ length: 2_100 }, (_, index) => personWrite(index + 1, qualifiedPart(index + 1)));
      await applying(opened)(writes);
      const found = await persist(() => opened.store.people.readMany([1, 1_000, 2_100, 9_999].map(personId)));
      expect([...found.keys()].sort((a, b) => a - b)).toEqual([1, 1_000, 2_100]);
      expect(found.get(personId(2_100))?.marketo?.asOf).toBe(2_100);
      expect(await persist(() => opened.store.people.countByState())).toEqual({ qualified: 2_100 });
    });

    it('writes nothing once aborted', async () => {
      const { store } = await open();
      const signal = AbortSignal.abort(new Error('stop'));
      const write = personWrite(1, qualifiedPart(1));
      await expect(store.people.apply([write], { evidence: 'leadChange', signal })).rejects.toThrow('stop');
      expect(await persist(() => store.people.get(personId(1)))).toBeNull();
    });

    it('finds by address without regard to case and blanks, in every state', async () => {
      const opened = await open();
      const other = qualifiedPart(2, { email: 'adaXexample.com' });
      const left = qualifiedPart(3, { state: 'unowned', email: 'ADA@example.com' });
      await applying(opened)([personWrite(1, qualifiedPart(1)), personWrite(2, other), personWrite(3, left)]);
      const found = await persist(() => opened.store.people.findByEmail('ada@EXAMPLE.com '));
      expect(found.map(({ _id }) => _id)).toEqual([1, 3]);
    });

    it('streams visible people by id, all of them on demand', async () => {
      const opened = await open();
      const stub = { asOf: ticket(4), state: 'unowned', syncedAt: new Date(EPOCH), evidence: 'leadChange' } as const;
      const writes = [30, 4, 100].map((id) => personWrite(id, qualifiedPart(id)));
      await applying(opened)([...writes, personWrite(5, stub)]);
      const ids = async (all: boolean) => {
        const seen: number[] = [];
        for await (const { _id } of opened.store.people.stream({ all })) seen.push(_id);
        return seen;
      };
      expect(await ids(false)).toEqual([4, 30, 100]);
      expect(await ids(true)).toEqual([4, 5, 30, 100]);
    });
  });

  describe('history', () => {
    it('tells each change once, oldest first, also when a crash came between history and person', async () => {
      const opened = await open();
      const first = change('ownerId', '005A', '005B');
      // A turn that died after the history row; its repetition reads again, with a later ticket.
      await applying(opened)([personWrite(1, qualifiedPart(5), { changes: [first] })]);
      await applying(opened)([personWrite(1, qualifiedPart(6), { changes: [first, change('title', null, 'CTO')] })]);
      await applying(opened)([personWrite(1, qualifiedPart(12), { changes: [change('ownerId', '005B', '005A')] })]);
      await applying(opened)([personWrite(1, qualifiedPart(13), { changes: [first] })]);
      await applying(opened)([personWrite(11, qualifiedPart(14), { changes: [first] })]);
      const rows = await persist(() => opened.store.people.history(personId(1)));
      expect(rows.map((row) => [row.ticket, row.changes.map(({ field, new: now }) => [field, now])])).toEqual([
        [5, [['ownerId', '005B']]],
        [6, [['title', 'CTO']]],
        [12, [['ownerId', '005A']]],
        [13, [['ownerId', '005B']]],
      ]);
      expect(rows[0]).toMatchObject({ marketoId: 1, at: new Date(EPOCH + 5), evidence: 'leadChange' });
    });
  });

  describe('redact', () => {
    it('drops the data of people gone long enough, keeps the state, the app’s data and the others', async () => {
      const opened = await open();
      const { people } = opened.store;
      const day = (n: number) => new Date(EPOCH + n * 86_400_000);
      const gone = (asOf: number, state: 'unowned' | 'deleted' | 'merged', leftAt: Date) =>
        qualifiedPart(asOf, { state, leftAt });
      await applying(opened)([
        personWrite(1, gone(1, 'unowned', day(1)), { changes: [change('title', 'CEO', 'CTO')] }),
        personWrite(2, gone(2, 'unowned', day(15))),
        personWrite(3, gone(3, 'deleted', day(15))),
        personWrite(4, gone(4, 'merged', day(29))),
        personWrite(5, qualifiedPart(5)),
      ]);
      await opened.db.collection<{ _id: number }>('people').updateOne({ _id: 1 }, { $set: { app: 'mine' } });
      const options = { unownedBefore: day(10), goneBefore: day(20), limit: 100 };
      await persist(() => people.redact(options));
      expect(await persist(() => people.redact(options))).toBe(0);

      const stored = await persist(() => people.readMany([1, 2, 3, 4, 5].map(personId)));
      const known = [...stored.values()].filter(({ marketo }) => marketo?.lastName !== undefined);
      expect(known.map(({ _id }) => _id).sort((a, b) => a - b)).toEqual([2, 4, 5]);
      const { asOf, state, syncedAt, evidence, leftAt } = gone(1, 'unowned', day(1));
      expect(stored.get(personId(1))?.marketo).toEqual({ asOf, state, syncedAt, evidence, leftAt });
      expect(await opened.db.collection<{ _id: number }>('people').findOne({ _id: 1 })).toMatchObject({ app: 'mine' });
      const [row] = await persist(() => people.history(personId(1)));
      expect(row?.changes).toEqual([{ field: 'title', old: null, new: null }]);
      expect(JSON.stringify(await opened.db.collection<{ _id: number }>('people').findOne({ _id: 1 }))).not.toMatch(
        /ada/i,
      );
    });
  });
}
