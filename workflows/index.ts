export { housekeeping } from './housekeeping.ts';
export { syncPeopleChanges } from './people-changes.ts';
export { syncPeopleInitial } from './people-initial.ts';
export { reconcilePeople } from './people-reconcile.ts';
