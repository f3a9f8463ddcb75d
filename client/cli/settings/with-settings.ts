import type { createSettings } from '../../settings.ts';
import { userName, withSession } from '../lib/session.ts';

/** Settings need MongoDB alone: workers see by themselves what has changed. */
export function withSettings<T>(body: (settings: ReturnType<typeof createSettings>) => Promise<T>): Promise<T> {
  return withSession(async (session) => {
    const [{ createSettings: create }, opened] = await Promise.all([import('../../settings.ts'), session.store()]);
    return body(create({ store: opened, by: userName() }));
  });
}
