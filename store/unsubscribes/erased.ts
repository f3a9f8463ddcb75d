import type { Database } from '../database.ts';
import { ERASED_OPT_OUTS, type ErasedOptOut } from '../erasures/document.ts';
import type { Fingerprints } from '../erasures/fingerprints.ts';
import type { StoredConsent } from './types.ts';

/** Opt-outs of people who were erased: known by the fingerprint of the address alone. They hold as any other does. */
export function createErasedOptOuts(database: Database, fingerprints: () => Promise<Fingerprints>) {
  const kept = database.collection<ErasedOptOut>(ERASED_OPT_OUTS);

  async function printsOf(keys: readonly string[]): Promise<Map<string, string>> {
    const of = await fingerprints();
    return new Map(
      keys.flatMap((key) => {
        const print = of.address(key);
        return print === null ? [] : [[print, key] as const];
      }),
    );
  }

  /** By comparable address. */
  async function read(keys: readonly string[]): Promise<Map<string, ErasedOptOut>> {
    if (keys.length === 0) return new Map();
    const prints = await printsOf(keys);
    const found = await kept.find({ _id: { $in: [...prints.keys()] } }).toArray();
    return new Map(found.map((one) => [prints.get(one._id) ?? '', one]));
  }

  /** They are resubscribed. @returns those that were opted out */
  async function forget(keys: readonly string[]): Promise<string[]> {
    const found = await read(keys);
    if (found.size > 0) await kept.deleteMany({ _id: { $in: [...found.values()].map(({ _id }) => _id) } });
    return [...found.keys()];
  }

  return { read, forget };
}

/** As far as it is known: why it was and what came before went with the person. */
export function erasedConsent(address: string, { since, source }: ErasedOptOut): StoredConsent {
  return { address, optedOut: true, since, source, reason: null, history: [], revision: 1, told: null };
}
