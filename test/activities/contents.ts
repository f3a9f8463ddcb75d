import type { Rig } from './rig.ts';

/** Everything stored, byte for byte; the ledger's count of calls aside. */
export async function contents({ db }: Pick<Rig, 'db'>): Promise<string> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  const kept = names.filter((name) => name !== 'quota');
  const all = await Promise.all(kept.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray()));
  return JSON.stringify([kept, all]);
}
