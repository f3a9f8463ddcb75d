import { type Filter, ObjectId } from 'mongodb';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { AuditFilter, AuditPlace, AuditStore } from './types.ts';
import { dropOld } from './writes.ts';

interface AuditDocument {
  _id: ObjectId;
  at: Date;
  action: string;
  by: string;
  details: Record<string, unknown>;
}

/** Append only, until a row's time is over. A caller that repeats after a lost answer leaves two rows: better than none. */
export function createAuditStore(database: Database): AuditStore {
  const audit = database.collection<AuditDocument>('audit');
  return {
    add: ({ action, by, details = {} }) =>
      run('audit.add', async () => {
        await audit.insertOne({ _id: new ObjectId(), at: database.clock.now(), action, by, details });
      }),

    list: (limit, only) =>
      run('audit.list', () =>
        audit
          .find(only === undefined ? {} : filterOf(only), { projection: { _id: 0 } })
          .sort({ at: -1, _id: -1 })
          .limit(Math.max(1, limit))
          .toArray(),
      ),

    page: (filter, after, limit) =>
      run('audit.page', async () => {
        const found = await audit
          .find(pageFilter(filter, after))
          .sort({ at: -1, _id: -1 })
          .limit(limit + 1)
          .toArray();
        const rows = found.slice(0, limit);
        const last = found.length > limit ? rows.at(-1) : undefined;
        return {
          rows: rows.map(({ _id, ...row }) => row),
          next: last === undefined ? null : { at: last.at, id: last._id.toHexString() },
        };
      }),

    expire: (before, limit) => run('audit.expire', () => dropOld(audit, { at: { $lt: before } }, limit)),
  };
}

function pageFilter({ actions, by, from, to }: AuditFilter, after: AuditPlace | null): Filter<AuditDocument> {
  const at = {
    ...(from !== undefined && { $gte: from }),
    ...(to !== undefined && { $lt: to }),
    ...(after !== null && { $lte: after.at }),
  };
  return {
    ...(actions !== undefined && { action: { $in: [...actions] } }),
    ...(by !== undefined && { by }),
    ...(Object.keys(at).length > 0 && { at }),
    ...(after !== null && { $or: [{ at: { $lt: after.at } }, { _id: { $lt: new ObjectId(after.id) } }] }),
  };
}

function filterOf({ actions, details = {} }: { actions: readonly string[]; details?: Record<string, string> }) {
  const members = Object.entries(details).map(([name, value]) => [`details.${name}`, value]);
  return { action: { $in: [...actions] }, ...Object.fromEntries(members) };
}
