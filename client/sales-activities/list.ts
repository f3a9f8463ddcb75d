import { ownEntry } from '../../model/panel/entry.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { SalesActivityKind } from '../../model/sales-activity/kinds.ts';
import type { ActivityFilter, ActivityPlace, SalesActivityRecord } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';

/** A sales activity in a list. */
export interface ActivityRow {
  id: SalesActivityId;
  type: SalesActivityKind;
  personId: number;
  occurredAt: Date;
  acceptedAt: Date;
  seller: string;
  /** Its subject, link or campaign; null: it has none, or its personal data was taken out. */
  title: string | null;
  /** No member: that vendor is not told. */
  branches: SalesActivityRecord['branches'];
}

/** One page of a list; fewer rows than asked for don't mean that there are no more. */
export interface ActivitiesPage {
  rows: ActivityRow[];
  /** Null: that was the last page. */
  next: ActivityPlace | null;
}

/** Those accepted last first. @throws AppError `store.*` */
export async function listActivities(
  { salesActivities }: Pick<Store, 'salesActivities'>,
  filter: ActivityFilter,
  after: ActivityPlace | null,
  limit: number,
): Promise<ActivitiesPage> {
  const { records, next } = await salesActivities.newest(filter, after, limit);
  return { rows: records.map(activityRow), next };
}

function activityRow({ activity, acceptedAt, branches }: SalesActivityRecord): ActivityRow {
  const { id, type, personId, occurredAt, seller } = activity;
  return { id, type, personId, occurredAt, acceptedAt, seller, title: ownEntry(activity).title, branches };
}
