import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { dropOld, retryDuplicate } from '../writes.ts';
import type { AccessSession, AccessStore, AccessToken } from './types.ts';

type TokenDocument = Omit<AccessToken, 'id'> & { _id: string };
type SessionDocument = Omit<AccessSession, 'id'> & { _id: string };

const MOST_TOKENS = 1_000;

export function createAccessStore(database: Database): AccessStore {
  const tokens = database.collection<TokenDocument>('accessTokens');
  const sessions = database.collection<SessionDocument>('accessSessions');

  return {
    addToken: ({ id, ...token }) =>
      run('access.addToken', async () => {
        // Repeated after a lost answer it is the same.
        await retryDuplicate(() => tokens.updateOne({ _id: id }, { $setOnInsert: token }, { upsert: true }));
      }),

    token: (id) =>
      run('access.token', async () => {
        const found = await tokens.findOne({ _id: id });
        return found === null ? null : toToken(found);
      }),

    tokens: () =>
      run('access.tokens', async () => {
        const found = await tokens.find({}).sort({ createdAt: -1 }).limit(MOST_TOKENS).toArray();
        return found.map(toToken);
      }),

    revokeToken: (id, at) =>
      run('access.revokeToken', async () => {
        await tokens.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } });
        const found = await tokens.findOne({ _id: id });
        return found === null ? null : toToken(found);
      }),

    hasAdminToken: (at) =>
      run('access.hasAdminToken', async () => {
        const found = await tokens.find({ scope: 'admin', revokedAt: null }).limit(MOST_TOKENS).toArray();
        return found.some(({ expiresAt }) => expiresAt === null || expiresAt > at);
      }),

    addSession: ({ id, ...session }) =>
      run('access.addSession', async () => {
        await retryDuplicate(() => sessions.updateOne({ _id: id }, { $setOnInsert: session }, { upsert: true }));
      }),

    session: (id) =>
      run('access.session', async () => {
        const found = await sessions.findOne({ _id: id });
        return found === null ? null : toSession(found);
      }),

    endSession: (id) =>
      run('access.endSession', async () => (await sessions.deleteOne({ _id: id })).deletedCount === 1),

    touch: (kind, id, at) =>
      run('access.touch', async () => {
        if (kind === 'token') await tokens.updateOne({ _id: id }, { $max: { lastUsedAt: at } });
        else await sessions.updateOne({ _id: id }, { $max: { usedAt: at } });
      }),

    expireSessions: (at, limit) => run('access.expireSessions', () => dropOld(sessions, { until: { $lt: at } }, limit)),
  };
}

function toToken({ _id: id, ...token }: TokenDocument): AccessToken {
  return { id, ...token };
}

function toSession({ _id: id, ...session }: SessionDocument): AccessSession {
  return { id, ...session };
}
