import type { Store } from '../../../../store/types.ts';

/** A check is asked for by a person who waits. */
export const CONTEXT = { priority: 'check' } as const;

/** What of the store is looked at. */
export type MarketoStore = Pick<Store, 'activityTypes' | 'peopleState' | 'settings'>;
