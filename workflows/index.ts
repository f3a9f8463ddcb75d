export { housekeeping } from './housekeeping.ts';
export { syncPeopleChanges } from './people-changes.ts';
export { syncPeopleInitial } from './people-initial.ts';
