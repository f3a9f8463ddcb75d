import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { fieldInUse } from '../../model/unsubscribe/field.ts';
import type { OptOutReader } from '../../model/unsubscribe/reader.ts';
import type { Store } from '../../store/types.ts';
import type { StoredConsent } from '../../store/unsubscribes/types.ts';
import { temporalErrors } from '../temporal-errors.ts';
import { differences } from './differences.ts';
import type { UnsubscribeFlows } from './flows.ts';
import type {
  AddResult,
  Differences,
  ResubscribePreview,
  ResubscribeResult,
  UnsubscribeRequest,
  UnsubscribeStatus,
} from './types.ts';

export type * from './types.ts';

interface Options {
  store: Pick<Store, 'unsubscribes' | 'settings' | 'audit' | 'serverTime'>;
  flows: Pick<UnsubscribeFlows, 'push' | 'compare'>;
  /** null: Salesforce is not connected. */
  optOuts: OptOutReader | null;
  /** Who acts: a name, never an address. */
  by: string;
}

/** The typed client's part for unsubscribes. Addresses in any spelling; the audit has none, the history of each has it. */
export function createUnsubscribes({ store, flows, optOuts, by }: Options) {
  /** Salesforce is told at once; where Temporal is away, as soon as a worker looks. */
  async function wakePush(): Promise<void> {
    try {
      await temporalErrors(() => flows.push());
    } catch (error) {
      if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
    }
  }

  const known = async (addresses: readonly string[]) => {
    const found = await store.unsubscribes.getMany(addresses);
    return (address: string): StoredConsent | null => found.get(comparableAddress(address) ?? '') ?? null;
  };

  return {
    /**
     * Opts out. What resolves is stored, whatever becomes of Temporal and Salesforce. @returns one result each, in order
     * @throws AppError `store.unreachable`: some may be stored; repeating it changes nothing
     */
    async add(requests: readonly UnsubscribeRequest[]): Promise<AddResult[]> {
      const at = await store.serverTime();
      const entries = requests.map(({ address, source = 'manual', reason }) => ({
        address,
        optOut: { at, source, by, reason: reason ?? null },
      }));
      const { added } = await store.unsubscribes.add(entries);
      if (added.length > 0)
        await store.audit.add({ action: 'unsubscribes.add', by, details: { addresses: added.length } });
      if (entries.length > 0) await wakePush();
      const fresh = new Set(added);
      return requests.map(({ address }): AddResult => {
        const key = comparableAddress(address);
        if (key === null) return { address, result: 'notAnAddress' };
        // The first of several spellings of one address is the one that was new.
        return { address, result: fresh.delete(key) ? 'unsubscribed' : 'known' };
      });
    },

    /** What is known of addresses, in their order; null: never unsubscribed. */
    async show(addresses: readonly string[]): Promise<(StoredConsent | null)[]> {
      return addresses.map(await known(addresses));
    },

    /** By address, up to `limit` beyond `after`; those that were resubscribed too with `all`. */
    list: (after: string, limit: number, options: { all?: boolean } = {}): Promise<StoredConsent[]> =>
      store.unsubscribes.list(after, limit, options),

    /** What an admin must know before a resubscribe: where Salesforce still says opted out. */
    async preview(addresses: readonly string[]): Promise<ResubscribePreview[]> {
      const settings = await store.settings.unsubscribes();
      const consentOf = await known(addresses);
      const keys = addresses.map(comparableAddress).filter((key) => key !== null);
      const found = optOuts === null ? null : await optOuts.records([...new Set(keys)], fieldInUse(settings));
      return addresses.map((address) => {
        const all = found?.get(comparableAddress(address) ?? '') ?? [];
        const records = found === null ? null : all.filter(({ isOptedOut }) => isOptedOut === true);
        const comesBack = settings.nightly && records !== null && records.length > 0;
        return { address, consent: consentOf(address), records, comesBack };
      });
    },

    /**
     * The only way back, by an admin, and never synced: Salesforce keeps what it has, and the nightly run sets it again
     * where that says opted out; see `preview`.
     * @throws AppError `unsubscribes.reasonMissing`
     */
    async resubscribe(addresses: readonly string[], { reason }: { reason: string }): Promise<ResubscribeResult[]> {
      const why = reason.trim();
      if (why === '') throw new AppError('unsubscribes.reasonMissing');
      const back = new Set(
        await store.unsubscribes.resubscribe(addresses, { at: await store.serverTime(), by, reason: why }),
      );
      if (back.size > 0) {
        await store.audit.add({ action: 'unsubscribes.resubscribe', by, details: { addresses: back.size } });
      }
      return addresses.map((address): ResubscribeResult => {
        const key = comparableAddress(address);
        if (key === null) return { address, result: 'notAnAddress' };
        return { address, result: back.delete(key) ? 'resubscribed' : 'notUnsubscribed' };
      });
    },

    /** Compares everything with Salesforce now, both ways, and tries again what was refused. Resolves when it runs. */
    async reconcile(): Promise<void> {
      await store.audit.add({ action: 'unsubscribes.reconcile', by });
      await store.unsubscribes.retryParked();
      await temporalErrors(() => flows.compare());
      await wakePush();
    },

    /** What `reconcile` would change. @throws AppError `salesforce.notConnected` */
    async differences(): Promise<Differences> {
      if (optOuts === null) throw new AppError('salesforce.notConnected');
      return differences(store, optOuts, fieldInUse(await store.settings.unsubscribes()));
    },

    /** Asks MongoDB alone. @throws AppError `store.*` */
    async status(): Promise<UnsubscribeStatus> {
      const { unsubscribes } = store;
      const [settings, optedOut, pushes, { run, last }] = await Promise.all([
        store.settings.unsubscribes(),
        unsubscribes.count(),
        unsubscribes.pushes(),
        unsubscribes.nightly(),
      ]);
      const { nightly, nightlyAt } = settings;
      return { optedOut, pushes, nightly, nightlyAt, field: fieldInUse(settings), running: run, last };
    },
  };
}
