import { AppError } from '../../model/errors/app-error.ts';
import type { Database } from '../database.ts';
import { isDuplicateKey, run } from '../errors.ts';
import { emailKey } from '../people/document.ts';
import { serverTime } from '../server-time.ts';
import type { AuditStore } from '../types.ts';
import { answering, bulkUpsert, retryDuplicate } from '../writes.ts';
import type { Seller, SellerStore, SellerTasks } from './types.ts';

/**
 * What each of the two has said, side by side: neither has to look at the other's part before it writes, so every write
 * is one upsert by `_id`.
 */
interface SellerDocument {
  _id: string;
  /** A member that is there was set by hand. */
  admin?: { salesforceUserId?: string | null; timeZone?: string | null; asOf: Date };
  /** `asOf` comes first: `$max` keeps the later answer. */
  salesforce?: { asOf: Date; salesforceUserId: string | null; timeZone: string | null };
  tasks?: SellerTasks;
}

const NEVER = new Date(0);
/** Two admins at once, or answers that are lost. */
const ATTEMPTS = 5;
const NO_TASKS: SellerTasks = { isOn: false, since: null, generation: 0 };

export function createSellerStore(database: Database, audit: AuditStore): SellerStore {
  const sellers = database.collection<SellerDocument>('sellers');
  return {
    read: (emails) =>
      run('sellers.read', async () => {
        if (emails.length === 0) return new Map<string, Seller>();
        const keys = [...new Set(emails.map(emailKey))];
        const found = await sellers.find({ _id: { $in: keys } }).toArray();
        return new Map(found.map((document) => [document._id, toSeller(document)]));
      }),

    withUser: (id) =>
      run('sellers.withUser', async () => {
        const said = { $or: [{ 'admin.salesforceUserId': id }, { 'salesforce.salesforceUserId': id }] };
        const found = await sellers.find(said).sort({ _id: 1 }).toArray();
        return found.map(toSeller).filter(({ salesforceUserId }) => salesforceUserId === id);
      }),

    learn: (found, at) =>
      run('sellers.learn', () =>
        bulkUpsert(
          sellers,
          found.map(({ email, salesforceUserId, timeZone }) => ({
            updateOne: {
              filter: { _id: emailKey(email) },
              update: { $max: { salesforce: { asOf: at, salesforceUserId, timeZone } } },
              upsert: true,
            },
          })),
        ),
      ),

    set: (email, { salesforceUserId, timeZone }, by) =>
      run('sellers.set', async () => {
        const _id = emailKey(email);
        const change = {
          ...(salesforceUserId !== undefined && { salesforceUserId }),
          ...(timeZone !== undefined && { timeZone }),
        };
        await audit.add({ action: 'sellers.set', by, details: change });
        const members = Object.entries({ ...change, asOf: database.clock.now() });
        const update = { $set: Object.fromEntries(members.map(([name, value]) => [`admin.${name}`, value])) };
        const after = await retryDuplicate(() =>
          sellers.findOneAndUpdate({ _id }, update, { upsert: true, ...answering('admin', 'salesforce', 'tasks') }),
        );
        return toSeller(after ?? { _id });
      }),

    setTasks: (email, isOn, by) =>
      run('sellers.setTasks', async () => {
        const _id = emailKey(email);
        for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
          const before = await sellers.findOne({ _id });
          if ((before?.tasks?.isOn ?? false) === isOn) return toSeller(before ?? { _id });
          // The audit row first: a change that nobody can see afterwards is worse than a row without its change.
          if (attempt === 1) await audit.add({ action: 'sellers.tasks', by, details: { on: isOn } });
          const generation = before?.tasks?.generation ?? 0;
          const tasks = { isOn, since: await serverTime(database), generation: generation + (isOn ? 1 : 0) };
          const isFirst = before?.tasks === undefined;
          const filter = isFirst
            ? { tasks: { $exists: false } }
            : { 'tasks.isOn': !isOn, 'tasks.generation': generation };
          await sellers.updateOne({ _id, ...filter }, { $set: { tasks } }, { upsert: isFirst }).catch(unlessDuplicate);
        }
        throw new AppError('store.conflict', { details: { sellers: 1 } });
      }),

    withTasks: () =>
      run('sellers.withTasks', async () =>
        (await sellers.find({ 'tasks.isOn': true }).sort({ _id: 1 }).toArray()).map(toSeller),
      ),

    list: (after, limit) =>
      run('sellers.list', async () => {
        const found = await sellers
          .find({ _id: { $gt: emailKey(after) } })
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray();
        return found.map(toSeller);
      }),
  };
}

function toSeller({ _id: email, admin, salesforce, tasks = NO_TASKS }: SellerDocument): Seller {
  const timeZone = admin?.timeZone !== undefined ? admin.timeZone : (salesforce?.timeZone ?? null);
  if (admin?.salesforceUserId !== undefined) {
    return { email, salesforceUserId: admin.salesforceUserId, timeZone, setBy: 'admin', asOf: admin.asOf, tasks };
  }
  const salesforceUserId = salesforce?.salesforceUserId ?? null;
  return { email, salesforceUserId, timeZone, setBy: 'salesforce', asOf: salesforce?.asOf ?? NEVER, tasks };
}

/** Another one was first: what it stored is looked at next. */
function unlessDuplicate(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}
