import type { BranchAnswer, BranchEvent, BranchState } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { SalesActivityKind, Vendor } from '../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { Store } from '../../store/types.ts';
import { activityOf } from '../model/sales-activity/lines.ts';
import { EPOCH } from './people.ts';

export const atSecond = (seconds: number) => new Date(EPOCH + seconds * 1_000);
export const activityId = (id: string) => id as SalesActivityId;

export const DONE: BranchAnswer = { state: 'done', reference: 'guid-1' };

export function sent(id: string, change: Record<string, unknown> = {}): SalesActivity {
  return activityOf('emailSent', { id, ...change });
}

export function kindOf(type: SalesActivityKind, id: string, change: Record<string, unknown> = {}): SalesActivity {
  return activityOf(type, { id, ...change });
}

export function event(id: string, vendor: Vendor, what: BranchEvent) {
  return { id: activityId(id), vendor, event: what };
}

export async function stateOf(store: Store, id: string, vendor: Vendor): Promise<BranchState | undefined> {
  return (await store.salesActivities.get(activityId(id)))?.branches[vendor]?.status.state;
}
