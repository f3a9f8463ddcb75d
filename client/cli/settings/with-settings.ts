import type { createSettings } from '../../settings.ts';
import { userName, withSession } from '../lib/session.ts';

/** Settings need MongoDB alone. */
export function withSettings<T>(body: (settings: ReturnType<typeof createSettings>) => Promise<T>): Promise<T> {
  return withSession(async ({ store }) => {
    const [{ createSettings: create }, opened] = await Promise.all([import('../../settings.ts'), store()]);
    return body(create({ store: opened, by: userName() }));
  });
}
