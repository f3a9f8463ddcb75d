import { type Collection, type Document, MongoNetworkError } from 'mongodb';
import { expect, it } from 'vitest';
import { type Dice, dice } from '../../chaos/plan/dice.ts';
import { decide } from '../../model/decide.ts';
import type { WrapCollection } from '../../store/database.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { unsentTask } from '../model/task/tasks.ts';
import { collectionsWith } from './contract-erasures.ts';
import { openTestStore } from './open.ts';
import { change, EPOCH, personId, personWrite, qualifiedPart, ticket, VALUES } from './people.ts';
import { kindOf, sent } from './sales-activities.ts';
import { mongoUri } from './uri.ts';

/** `ERASURE_SEEDS=17` replays one. */
const [FROM = 1, TO = FROM] = (process.env.ERASURE_SEEDS ?? '1-12').split('-').map(Number);
const SEEDS = Array.from({ length: TO - FROM + 1 }, (_, index) => FROM + index);

const HOUR_MS = 3_600_000;
const ID = personId(1);
const MARK = 'zaphod';
const ADDRESS = `${MARK}@example.com`;
const AT = new Date(EPOCH);

it.each(SEEDS)(
  'an erasure beside whatever else is written, and interrupted anywhere, leaves nothing personal (seed %i)',
  async (seed) => {
    const random = dice(seed);
    const { store, db } = await openTestStore(outOfStep(random));
    await store.migrate();
    const writers = writersOf(store, random);
    for (const writer of writers) await writer();
    const broken = await openBroken(db.databaseName, random.below(60));
    // Begun at some moment while everything is written once more.
    const erasing = (async () => {
      await pause(random);
      await broken.erasures.begin([ID], { by: 'admin', reason: 'request 4711', at: AT });
      await broken.erasures.finish([ID], AT);
    })();
    await Promise.allSettled([erasing, ...writers.map((writer) => pause(random).then(writer))]);
    await broken.close();
    // The command died before anything was stored: the admin gives it again.
    if ((await store.erasures.get(ID)) === null)
      await store.erasures.begin([ID], { by: 'admin', reason: 'request 4711', at: AT });
    for (const hours of [0, 1, 24]) {
      const now = new Date(EPOCH + hours * HOUR_MS);
      for (const { id } of await store.erasures.due(now, 10)) await store.erasures.finish([id], now);
    }
    expect(await collectionsWith(db, MARK)).toEqual([]);
    expect(await store.people.get(ID)).toMatchObject({ marketo: { state: 'erased' } });
    expect((await store.erasures.get(ID))?.state).toBe('done');
    // What was opted out stays so.
    expect((await store.unsubscribes.read([ADDRESS])).size).toBe(1);
    for (const writer of writers.slice(0, 3)) await writer();
    expect(await collectionsWith(db, MARK)).toEqual([]);
  },
);

/** Everything that writes of a person; each may be repeated. The first three hold after an erasure without its looks. */
function writersOf(store: Store, random: Dice): (() => Promise<unknown>)[] {
  let asOf = 1;
  const email = () => (random.below(2) === 0 ? ADDRESS : ` ${ADDRESS.toUpperCase()}`);
  const values = () => ({ ...VALUES, firstName: MARK, email: email(), title: `${MARK} ${asOf}` });
  return [
    async () => {
      asOf += 1;
      const stored = (await store.people.readMany([ID])).get(ID);
      const read = { id: ID, ownerId: '005B', salesforceDeleted: false, values: values() };
      const outcome = { id: ID, ticket: ticket(asOf), at: new Date(EPOCH + asOf), evidence: 'leadChange' } as const;
      const decision = decide({ ...outcome, read, stored, hint: undefined });
      await pause(random);
      if (decision.kind === 'write') await store.people.apply([decision], { evidence: 'leadChange' });
    },
    () =>
      store.salesActivities.intake([
        { ...sent(`a${asOf}`, { personId: 1, emailSubject: MARK }), occurredAt: new Date() },
        { ...kindOf('emailBounced', `b${asOf}`, { personId: 1, email: ADDRESS }), occurredAt: new Date() },
      ]),
    () => store.unsubscribes.add([{ address: ADDRESS, optOut: { at: AT, source: 'manual', by: 'x', reason: MARK } }]),
    async () => {
      asOf += 1;
      // A row of a bulk file that was asked for long before.
      const part = qualifiedPart(asOf, { ...values(), email: ADDRESS });
      const alias = { asOf: part.asOf, winner: personId(2) };
      const changes = [change('lastName', MARK, 'Byron')];
      await store.people.apply([personWrite(1, part, { isNew: true, alias, changes })], { evidence: 'bulkExtract' });
    },
    async () => {
      const entry = { id: 'e', at: AT, kind: 'formFilled', title: MARK, details: {} } as const;
      const part = { askedAt: AT, wholeAt: AT, types: [2], entries: [entry] };
      await store.panels.put([{ id: ID, group: 'marketing', part }]);
    },
    () => store.tasks.create({ ...unsentTask({ name: MARK, details: MARK }, `t${asOf}`), personId: ID }),
    () => store.suspects.put([{ id: ID, kind: 'held', hint: 'none', since: AT, until: AT, nextAt: AT }]),
    () => store.salesActivities.claim({ vendor: 'marketo', batch: `c${asOf}`, limit: 1, now: AT }),
    () => store.salesActivities.sweep(new Date(Date.now() + HOUR_MS)),
  ];
}

/** A few turns of the event loop. */
async function pause(random: Dice): Promise<void> {
  for (let turns = random.below(12); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
}

const COMMANDS: ReadonlySet<string> = new Set(['findOne', 'updateOne', 'findOneAndUpdate', 'deleteMany', 'bulkWrite']);

/** Every command is preceded by some waiting, so that writers overtake one another. */
function outOfStep(random: Dice): WrapCollection {
  return before(() => pause(random));
}

/** A process that is killed at its n-th command. */
async function openBroken(dbName: string, commands: number): Promise<Store> {
  let left = commands;
  const wrap = before(async () => {
    left -= 1;
    if (left < 0) throw new MongoNetworkError('killed here');
  });
  return openStore({ uri: mongoUri(), dbName, wrap });
}

function before(step: () => Promise<void>): WrapCollection {
  return <T extends Document>(collection: Collection<T>): Collection<T> =>
    new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        const plain = member.bind(target) as (...args: unknown[]) => Promise<unknown>;
        return COMMANDS.has(String(name)) ? (...args: unknown[]) => step().then(() => plain(...args)) : plain;
      },
    });
}
