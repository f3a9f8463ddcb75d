import type { MarketoId } from '../../model/ids.ts';
import type { Store } from '../../store/types.ts';
import type { PushRow } from '../../store/unsubscribes/types.ts';

/** One opt-out that Salesforce refused; the address itself is left out. */
export interface FailedAddress {
  key: string;
  /** Known people with the address; none: it came from Salesforce or by hand. */
  personIds: MarketoId[];
  queuedAt: Date;
  tries: number;
  /** It is told again by itself. */
  nextAt: Date;
}

const PAGE = 500;

/** Opt-outs that Salesforce has refused: they are told again by themselves, or at once when a person has mended the cause. */
export function createAddressFailures({ unsubscribes, people }: Pick<Store, 'unsubscribes' | 'people'>) {
  async function failedAddress({ address, status, queuedAt, tries }: PushRow): Promise<FailedAddress[]> {
    if (status.state !== 'parked') return [];
    const { error: key, until: nextAt } = status;
    const personIds = (await people.findByEmail(address)).map(({ _id }) => _id);
    return [{ key, personIds, queuedAt, tries, nextAt }];
  }

  return {
    /** By error. */
    list: async () => (await unsubscribes.pushes()).errors,

    /** In the order of their addresses; `skip`: so many were given before. An address itself would be no place to tell. */
    async *show(key?: string, skip = 0): AsyncGenerator<FailedAddress> {
      let passed = 0;
      for (let after = ''; ; ) {
        const page = await unsubscribes.parked(after, PAGE, key);
        for (const row of page.slice(Math.max(0, skip - passed))) yield* await failedAddress(row);
        passed += page.length;
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.address;
      }
    },

    count: async (key?: string): Promise<number> =>
      (await unsubscribes.pushes()).errors.reduce(
        (sum, { error, count }) => (key === undefined || key === error ? sum + count : sum),
        0,
      ),

    /** @returns how many are told with the next turn */
    retry: (key?: string): Promise<number> => unsubscribes.retryParked(key),
  };
}
