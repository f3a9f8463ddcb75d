import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import { salesforceUserId } from '../../model/salesforce-user.ts';
import { isTimeZone } from '../../model/time-zone.ts';
import type { Seller, Store } from '../../store/types.ts';

/** What is said of a seller; what is left out stays. */
export interface SellerChange {
  /** 15 or 18 characters, `005…`; null: nobody in Salesforce. In the place of what Salesforce says. */
  salesforceUserId?: string | null | undefined;
  /** IANA name. */
  timeZone?: string | undefined;
  /** Whether the seller's reminder tasks are synced with Salesforce (docs/tasks.md). */
  tasks?: boolean | undefined;
}

/** A seller after what was said. */
export interface SellerResult {
  seller: Seller;
  /** Whether reminder tasks are synced at all (`tasks.sync`). */
  areTasksOn: boolean;
  /** Why the tasks flow could not be told: it looks by itself some minutes later. Null: it was told, or need not be. */
  wakeError: string | null;
}

interface Options {
  store: Pick<Store, 'sellers' | 'settings'>;
  /** Who acts, for the audit log: a name, never an address. */
  by: string;
  /** Has the flow of the reminder tasks look at MongoDB now. */
  wake: () => Promise<void>;
}

/** As in a sales activity's line. */
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Sellers: the users of the sales app. Salesforce is asked who they are; an admin's word goes before it. */
export function createSellers({ store: { sellers, settings }, by, wake }: Options) {
  /** Temporal being away is no error: the flow looks when it runs again. */
  async function told(): Promise<string | null> {
    try {
      await wake();
      return null;
    } catch (error) {
      if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
      return error.key;
    }
  }

  return {
    /** By address, up to `limit` beyond `after`. */
    list: (after: string, limit: number): Promise<Seller[]> => sellers.list(after, limit),

    /** Null: not known. */
    async show(email: string): Promise<Seller | null> {
      return [...(await sellers.read([email])).values()][0] ?? null;
    },

    /** Says who a seller is, and whether tasks are synced. Audited without the address. @throws AppError `seller.invalid` */
    async set(email: string, { tasks, ...given }: SellerChange): Promise<SellerResult> {
      if (!ADDRESS.test(email.trim())) throw invalid('email must be an e-mail address');
      const change = changeOf(given);
      const isNamed = Object.keys(change).length > 0;
      if (!isNamed && tasks === undefined) throw invalid('nothing is to be set');
      const named = isNamed ? await sellers.set(email, change, by) : null;
      // As tasks name their sellers.
      const switched =
        tasks === undefined ? null : await sellers.setTasks(comparableAddress(email) ?? email.trim(), tasks, by);
      const { sync: areTasksOn } = await settings.tasks();
      const wakeError = tasks !== undefined && areTasksOn ? await told() : null;
      const seller = switched ?? named;
      if (seller === null) throw new AppError('unexpected');
      return { seller, areTasksOn, wakeError };
    },
  };
}

function changeOf({ salesforceUserId: user, timeZone }: Omit<SellerChange, 'tasks'>) {
  const id = user === undefined || user === null ? user : salesforceUserId(user);
  if (id === null && user !== null)
    throw invalid('salesforceUserId must be a user’s id of 15 or 18 characters, 005…, or null');
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid('timeZone must be a name such as Europe/Berlin');
  return { ...(id !== undefined && { salesforceUserId: id }), ...(timeZone !== undefined && { timeZone }) };
}

function invalid(problem: string): AppError {
  return new AppError('seller.invalid', { details: { problem } });
}
