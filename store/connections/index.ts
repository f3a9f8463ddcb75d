import type { Document, UpdateFilter } from 'mongodb';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { serverTime } from '../server-time.ts';
import { retryDuplicate } from '../writes.ts';
import type { Connection, ConnectionStore } from './types.ts';

type ConnectionDocument = Omit<Connection, 'id'> & { _id: string };

export function createConnectionStore(database: Database): ConnectionStore {
  const connections = database.collection<ConnectionDocument>('connections');

  /**
   * Compare-and-set on `seq`; `isOurs` tells a change of ours whose answer was lost from another's.
   * @returns whether it holds
   */
  async function move(
    id: string,
    seq: number,
    set: Partial<ConnectionDocument>,
    isOurs: (now: ConnectionDocument) => boolean,
  ): Promise<boolean> {
    const update: UpdateFilter<Document> = { $set: { ...set, seq: seq + 1 } };
    const { matchedCount } = await connections.updateOne({ _id: id, seq }, update);
    if (matchedCount === 1) return true;
    const now = await connections.findOne({ _id: id });
    return now !== null && now.seq === seq + 1 && isOurs(now);
  }

  return {
    get: (id) =>
      run('connections.get', async () => {
        const found = await connections.findOne({ _id: id });
        return found === null ? null : toConnection(found);
      }),

    read: (ids) =>
      run('connections.read', async () => {
        const found = await connections.find({ _id: { $in: [...ids] } }).toArray();
        return new Map(found.map((document) => [document._id, toConnection(document)]));
      }),

    put: (id, { sealed, salesforceUserId }) =>
      run('connections.put', async () => {
        const at = await serverTime(database);
        const set = { sealed, salesforceUserId, connectedAt: at, refreshedAt: at };
        const fresh = { state: 'connected', reason: null, lease: null } as const;
        await retryDuplicate(() =>
          connections.updateOne({ _id: id }, { $set: { ...set, ...fresh }, $inc: { seq: 1 } }, { upsert: true }),
        );
      }),

    list: (after, limit) =>
      run('connections.list', async () => {
        const some = connections.find({ _id: { $gt: after } }).sort({ _id: 1 });
        return (await some.limit(Math.max(1, limit)).toArray()).map(toConnection);
      }),

    lease: ({ id, seq }, owner, forMs) =>
      run('connections.lease', async () => {
        const until = new Date((await serverTime(database)).getTime() + forMs);
        const holds = await move(id, seq, { lease: { owner, until } }, ({ lease }) => lease?.owner === owner);
        return holds ? seq + 1 : null;
      }),

    refreshed: (id, seq, sealed) =>
      run('connections.refreshed', async () => {
        const set = { sealed, lease: null, refreshedAt: await serverTime(database) };
        return move(id, seq, set, (now) => now.sealed.data === sealed.data);
      }),

    release: (id, seq) =>
      run('connections.release', async () => {
        await move(id, seq, { lease: null }, () => true);
      }),

    expire: (id, seq, reason) =>
      run('connections.expire', () =>
        move(id, seq, { state: 'expired', reason, lease: null }, ({ state }) => state === 'expired'),
      ),

    rewrap: ({ id, seq }, sealed) =>
      run('connections.rewrap', () => move(id, seq, { sealed }, (now) => now.sealed.wrapped === sealed.wrapped)),

    remove: (id) => run('connections.remove', async () => (await connections.deleteMany({ _id: id })).deletedCount > 0),
  };
}

function toConnection({ _id: id, ...members }: ConnectionDocument): Connection {
  return { id, ...members };
}
