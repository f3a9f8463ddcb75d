import type { OptOutReader } from '../../model/unsubscribe/reader.ts';
import type { Store } from '../../store/types.ts';
import type { Differences } from './types.ts';

/** Addresses asked for at once: some queries, side by side. */
const AT_ONCE = 500;

/** Reads both sides and changes nothing. */
export async function differences(
  { unsubscribes }: Pick<Store, 'unsubscribes'>,
  optOuts: OptOutReader,
  field: string,
): Promise<Differences> {
  const found: Differences = { field, toOptOut: 0, toTell: 0, records: 0 };
  // An address may be on a contact and on a lead.
  const missing = new Set<string>();
  for await (const addresses of optOuts.everyone(field)) {
    const known = await unsubscribes.read(addresses);
    for (const address of addresses) if (!known.has(address)) missing.add(address);
  }
  found.toOptOut = missing.size;
  for (let after = ''; ; ) {
    const page = await unsubscribes.list(after, AT_ONCE);
    const last = page.at(-1);
    if (last === undefined) return found;
    const records = await optOuts.records(
      page.map(({ address }) => address),
      field,
    );
    for (const all of records.values()) {
      const open = all.filter(({ isOptedOut }) => isOptedOut !== true);
      if (open.length > 0) found.toTell += 1;
      found.records += open.length;
    }
    after = last.address;
  }
}
