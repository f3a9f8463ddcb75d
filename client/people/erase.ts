import type { ErasedCounts } from '../../model/erasure.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { isMarketoId, type MarketoId } from '../../model/ids.ts';
import type { ErasurePreview } from '../../store/erasures/types.ts';
import type { Store } from '../../store/types.ts';

export interface EraseResult {
  /** Those given, and whom Marketo's merge records call the same person. */
  ids: MarketoId[];
  /** What was taken away now, in documents. */
  removed: ErasedCounts;
}

interface Options {
  store: Pick<Store, 'erasures' | 'audit' | 'serverTime'>;
  by: string;
}

const ERASE_MAX_IDS = 100;
const REASON_MAX = 200;
/** The one kind of personal data that can be told from other text. */
const ADDRESS = /\S@\S/;

/**
 * The typed client's part for erasing people (docs/security.md). `preview`: what `erase` would take away; changes nothing.
 * `erase` removes all personal data of these people and of whoever was merged with them, for good. Once it has begun, a
 * worker's housekeeping finishes it whatever fails. `reason` goes to the audit log and stays: nothing personal belongs
 * there. Both throw AppError `usage.wrong`, `erase` also `people.eraseReason`.
 */
export function createErasure({ store, by }: Options) {
  const { erasures, audit } = store;

  const preview = async (ids: readonly number[]): Promise<ErasurePreview> => erasures.preview(checked(ids));

  const erase = async (given: readonly number[], { reason }: { reason: string }): Promise<EraseResult> => {
    const why = reason.trim();
    if (why === '' || why.length > REASON_MAX || ADDRESS.test(why)) throw new AppError('people.eraseReason');
    const { ids } = await preview(given);
    const at = await store.serverTime();
    // Before anything is gone: an erasure that nobody can see afterwards is worse than a row without one.
    for (const id of ids) await audit.add({ action: 'people.erase', by, details: { marketoId: id, reason: why } });
    await erasures.begin(ids, { by, reason: why, at });
    const removed = await erasures.finish(ids, at);
    await audit.add({ action: 'people.erased', by, details: { marketoIds: ids.join(', '), ...removed } });
    return { ids, removed };
  };

  return { preview, erase };
}

function checked(ids: readonly number[]): MarketoId[] {
  const people = [...new Set(ids)].filter(isMarketoId);
  if (people.length === 0 || people.length > ERASE_MAX_IDS)
    throw new AppError('usage.wrong', { details: { problem: `give 1 to ${ERASE_MAX_IDS} Marketo IDs` } });
  return people;
}
