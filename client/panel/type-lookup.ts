import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import { panelTypes, type TypesByGroup } from '../../model/panel/types.ts';
import type { Clock } from '../../model/ports.ts';
import type { Store } from '../../store/types.ts';
import { tryAgain } from './pages.ts';
import type { PanelMarketo } from './ports.ts';

interface Options {
  store: Pick<Store, 'panels' | 'activityTypes'>;
  marketo: PanelMarketo;
  clock: Clock;
}

export interface LookedUp {
  types: TypesByGroup;
  /** Why the vendor's own sales types are not known. */
  unlisted: AppError | null;
}

/** Marketo's types change seldom (marketo-rest 5.8). */
const LISTED_FOR_MS = 24 * 3_600_000;

/** Which types this instance has. The list is kept for a day for everybody; an older one is better than none. */
export async function lookUpTypes({ store, marketo, clock }: Options, signal: AbortSignal): Promise<LookedUp> {
  const [known, ours] = await Promise.all([store.panels.types(), store.activityTypes.get()]);
  const logged = ours?.ids ?? {};
  const now = clock.now();
  if (known !== null && now.getTime() - known.at.getTime() < LISTED_FOR_MS)
    return { types: panelTypes(known.types, logged), unlisted: null };
  try {
    const listed = await tryAgain(clock, signal, () => marketo.activityTypes({ priority: 'panel', signal }));
    const types = listed.map(({ id, name }) => ({ id, name }));
    await store.panels.setTypes({ at: now, types });
    return { types: panelTypes(types, logged), unlisted: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { types: panelTypes(known?.types ?? null, logged), unlisted: known === null ? error : null };
  }
}
