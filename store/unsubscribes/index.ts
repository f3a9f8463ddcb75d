import { comparableAddress } from '../../model/email-address.ts';
import { type Consent, optOut, resubscribe } from '../../model/unsubscribe/consent.ts';
import type { Database } from '../database.ts';
import type { Fingerprints } from '../erasures/fingerprints.ts';
import { run } from '../errors.ts';
import { isUntold, toConsent, type UnsubscribeDocument } from './document.ts';
import { createErasedOptOuts, erasedConsent } from './erased.ts';
import { createNightlyStore } from './nightly.ts';
import { createPushes } from './pushes.ts';
import { createRecords } from './records.ts';
import { createPushSequence } from './sequence.ts';
import type { UnsubscribeStore } from './types.ts';

export function createUnsubscribeStore(
  database: Database,
  fingerprints: () => Promise<Fingerprints>,
): UnsubscribeStore {
  const erased = createErasedOptOuts(database, fingerprints);
  const records = createRecords(database);
  const pushes = createPushes(database, records);
  const sequence = createPushSequence(database);
  const nightly = createNightlyStore(database);
  const { unsubscribes } = records;

  return {
    read: (addresses) =>
      run('unsubscribes.read', async () => {
        const keys = comparable(addresses);
        const [found, hidden] = await Promise.all([records.read(keys), erased.read(keys)]);
        return new Map([
          ...[...hidden].map(([address, { since, source }]) => [address, { since, source, reason: null }] as const),
          ...[...found].flatMap(([address, { optedOut, since, source, reason }]) =>
            optedOut ? [[address, { since, source, reason }] as const] : [],
          ),
        ]);
      }),

    getMany: (addresses) =>
      run('unsubscribes.getMany', async () => {
        const keys = comparable(addresses);
        const [found, hidden] = await Promise.all([records.read(keys), erased.read(keys)]);
        return new Map([
          ...[...found].map(([address, document]) => [address, toConsent(document)] as const),
          ...[...hidden].flatMap(([address, one]) =>
            found.get(address)?.optedOut === true ? [] : [[address, erasedConsent(address, one)] as const],
          ),
        ]);
      }),

    add: (entries) =>
      run('unsubscribes.add', async () => {
        const byKey = new Map<string, typeof entries>();
        for (const entry of entries) {
          const key = comparableAddress(entry.address);
          if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), entry]);
        }
        // Its address would be stored again by whatever still says it, such as the nightly comparison.
        const hidden = await erased.read([...byKey.keys()]);
        const keys = [...byKey.keys()].filter((key) => !hidden.has(key));
        const { changed, stayed } = await records.change(keys, (key, before) =>
          (byKey.get(key) ?? []).reduce<Consent | null>((after, entry) => after ?? optOut(before, entry.optOut), null),
        );
        await pushes.queue(changed.map(keyOf));
        // Those that a crash, or a lost answer, left without a row.
        await pushes.ensure(stayed.filter(isUntold).map(keyOf));
        return { added: changed.map(keyOf), known: [...stayed.map(keyOf), ...hidden.keys()] };
      }),

    resubscribe: (addresses, by) =>
      run('unsubscribes.resubscribe', async () => {
        const keys = comparable(addresses);
        const { changed } = await records.change(keys, (_, before) => resubscribe(before, by));
        return [...new Set([...changed.map(keyOf), ...(await erased.forget(keys))])];
      }),

    list: (after, limit, { all = false } = {}) =>
      run('unsubscribes.list', async () => {
        const found = await unsubscribes
          .find({ _id: { $gt: after }, ...(all ? {} : { optedOut: true }) })
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray();
        return found.map(toConsent);
      }),

    count: () => run('unsubscribes.count', () => unsubscribes.countDocuments({ optedOut: true })),

    queue: (addresses) => run('unsubscribes.queue', () => pushes.queue(comparable(addresses))),
    requeue: (options) => run('unsubscribes.requeue', () => pushes.requeue(options)),
    claim: (request) => run('unsubscribes.claim', () => pushes.claim(request)),
    isDue: (now) => run('unsubscribes.isDue', () => pushes.isDue(now)),
    settle: (outcomes) => run('unsubscribes.settle', () => pushes.settle(outcomes)),
    pushes: () => run('unsubscribes.pushes', () => pushes.counts()),
    parked: (after, limit, error) => run('unsubscribes.parked', () => pushes.parked(after, limit, error)),
    retryParked: (error) => run('unsubscribes.retryParked', () => pushes.retryParked(error)),
    sequence: () => run('unsubscribes.sequence', () => sequence.get()),
    nextSequence: () => run('unsubscribes.nextSequence', () => sequence.next()),

    nightly: () => run('unsubscribes.nightly', () => nightly.get()),
    moveNightly: (next) => run('unsubscribes.moveNightly', () => nightly.move(next)),
  };
}

const keyOf = ({ _id }: UnsubscribeDocument): string => _id;

/** Each once. */
function comparable(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map(comparableAddress).filter((address) => address !== null))];
}
