import type { PeopleState } from '../../store/types.ts';

/** The worker chooses when it prepares the scan. */
export const UNSETTLED: Pick<PeopleState, 'strategy' | 'smartList'> = { strategy: null, smartList: null };

/** A scan that begins at the beginning. */
export function newScan() {
  return {
    scanId: `scan-${new Date().toISOString()}`,
    highestId: null,
    progress: null,
    startedAt: null,
    completedAt: null,
    fieldMap: null,
    ...UNSETTLED,
  };
}
