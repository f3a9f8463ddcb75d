import type { Filter } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import type { TaskDocument } from './document.ts';
import type { TaskFilter } from './types.ts';

export function filterOf({
  seller,
  status,
  dueFrom,
  dueTo,
  personId,
  changedSince,
  all = false,
}: TaskFilter): Filter<TaskDocument> {
  const due = { ...(dueFrom !== undefined && { $gte: dueFrom }), ...(dueTo !== undefined && { $lte: dueTo }) };
  return {
    ...(seller !== undefined && { seller }),
    ...(status !== undefined && { status }),
    ...(Object.keys(due).length > 0 && { due }),
    ...(personId !== undefined && { personId: personId as MarketoId }),
    ...(changedSince !== undefined && { changedAt: { $gte: changedSince } }),
    // In nobody's list: deleted, or its owner in Salesforce is no seller here.
    ...(!all && { deleted: null, 'salesforce.parted': { $ne: 'reassigned' } }),
  };
}
