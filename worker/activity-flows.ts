import type { TurnInput } from '../activities/sales-activities/turn.ts';
import type { Kept } from './keep-failures.ts';

/** Keeps what stops it itself. */
const own = (flow: string): Kept => ({ flow, keeps: 'unexpected' });

/** Which flow each activity function works for, and who keeps what it fails with. */
export const ACTIVITY_FLOWS = {
  prepareInitial: own('people-initial'),
  scanPeople: own('people-initial'),
  completeInitial: { flow: 'people-initial', keeps: 'all', clears: 'always' },

  changesTurn: own('people-changes'),
  overlapTurn: own('people-changes'),
  // Who asked is told.
  resync: own('people-changes'),
  approve: own('people-changes'),

  followPushes: { flow: 'people-push', keeps: 'all', clears: 'once' },

  requestReconcile: { flow: 'people-reconcile', keeps: 'all' },
  prepareReconcile: own('people-reconcile'),
  reconcilePiece: own('people-reconcile'),
  finishReconcile: { flow: 'people-reconcile', keeps: 'all', clears: 'always' },

  redactPeople: { flow: 'housekeeping', keeps: 'all' },
  applyRetention: { flow: 'housekeeping', keeps: 'all' },
  // The last step of a run.
  recountPeople: { flow: 'housekeeping', keeps: 'all', clears: 'always' },

  sendSalesActivities: { flow: ({ vendor }: TurnInput) => `sender-${vendor}`, keeps: 'unexpected' },
  lookAtBranches: { flow: 'sales-activities', keeps: 'all', clears: 'once' },
  resumeBranches: { flow: 'sales-activities', keeps: 'all' },
  skipBranches: { flow: 'sales-activities', keeps: 'all' },

  tasksTurn: own('tasks'),

  tellSalesforceOptOuts: own('unsubscribes'),
  compareOptOuts: own('unsubscribes-nightly'),
} as const satisfies Record<string, Kept>;
