export { housekeeping } from './housekeeping.ts';
export { logSalesActivity } from './log-sales-activity.ts';
export { syncPeopleChanges } from './people-changes.ts';
export { syncPeopleInitial } from './people-initial.ts';
export { reconcilePeople } from './people-reconcile.ts';
export { pushUnsubscribes } from './push-unsubscribes.ts';
export { sendToVendor } from './send-sales-activities.ts';
export { syncUnsubscribesNightly } from './sync-unsubscribes-nightly.ts';
