import type { createSettings } from '../../settings.ts';
import { type Session, userName, withSession } from '../lib/session.ts';

/** Settings need MongoDB alone; the session is for what else a change may concern. */
export function withSettings<T>(
  body: (settings: ReturnType<typeof createSettings>, session: Session) => Promise<T>,
): Promise<T> {
  return withSession(async (session) => {
    const [{ createSettings: create }, opened] = await Promise.all([import('../../settings.ts'), session.store()]);
    return body(create({ store: opened, by: userName() }), session);
  });
}
