import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { Database } from '../database.ts';
import { run, toAppError } from '../errors.ts';
import { PANELS, type PanelDocument } from '../panels/document.ts';
import type { PeopleStore } from '../types.ts';
import { dropOld } from '../writes.ts';
import { applyWrites } from './apply.ts';
import { emailKey, PERSON_PROJECTION, type StoredPerson, toPerson } from './document.ts';
import { type HistoryDocument, readHistory } from './history.ts';
import { redactPeople } from './redact.ts';
import { searchPeople } from './search.ts';

const STREAM_BATCH = 1_000;

export function createPeopleStore(database: Database): PeopleStore {
  const people = database.collection<StoredPerson>('people');
  const history = database.collection<HistoryDocument>('peopleHistory');
  const panels = database.collection<PanelDocument>(PANELS);
  const read = { projection: PERSON_PROJECTION };

  async function* stream(options: Parameters<PeopleStore['stream']>[0]): AsyncGenerator<PersonDocument> {
    const filter = options.all ? {} : { 'marketo.state': 'qualified' as const };
    const cursor = people.find(filter, read).sort({ _id: 1 }).batchSize(STREAM_BATCH);
    try {
      for await (const found of cursor) {
        options.signal?.throwIfAborted();
        yield toPerson(found);
      }
    } catch (error) {
      throw toAppError('people.stream', error);
    } finally {
      await cursor.close().catch(() => undefined);
    }
  }

  return {
    readMany: (ids) =>
      run('people.readMany', async () => {
        if (ids.length === 0) return new Map<MarketoId, PersonDocument>();
        const found = await people.find({ _id: { $in: [...ids] } }, read).toArray();
        return new Map(found.map((person) => [person._id, toPerson(person)]));
      }),
    apply: (writes, options) => run('people.apply', () => applyWrites({ people, history }, writes, options)),
    get: (id) =>
      run('people.get', async () => {
        const found = await people.findOne({ _id: id }, read);
        return found === null ? null : toPerson(found);
      }),
    history: (id) => run('people.history', () => readHistory(history, id)),
    findByEmail: (email) =>
      run('people.findByEmail', async () => {
        const found = await people
          .find({ 'marketo.emailKey': emailKey(email) }, read)
          .sort({ _id: 1 })
          .toArray();
        return found.map(toPerson);
      }),
    search: (query, page) => run('people.search', () => searchPeople(people, query, page)),
    visibleWith: (field, values, limit) =>
      run('people.visibleWith', async () => {
        if (values.length === 0) return [];
        const filter = { [`marketo.${field}`]: { $in: [...values] }, 'marketo.state': 'qualified' as const };
        const found = await people.find(filter, read).limit(Math.max(1, limit)).toArray();
        return found.map(toPerson);
      }),
    stream,
    above: (id, limit) =>
      run('people.above', async () => {
        const found = await people
          .find({ _id: { $gt: id as MarketoId } }, read)
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray();
        return found.map(toPerson);
      }),
    countByState: () =>
      run('people.countByState', async () => {
        const groups = await people
          .aggregate<{ _id: string | null; people: number }>([
            { $group: { _id: '$marketo.state', people: { $sum: 1 } } },
          ])
          .toArray();
        // Documents without a state hold the app's data alone.
        return Object.fromEntries(groups.filter(({ _id }) => _id !== null).map(({ _id, people: n }) => [_id, n]));
      }),
    dropHistory: (before, limit) => run('people.dropHistory', () => dropOld(history, { at: { $lt: before } }, limit)),
    redact: (options) => run('people.redact', () => redactPeople({ people, history, panels }, options)),
  };
}
