import { VENDORS, type Vendor } from '../../../model/sales-activity/kinds.ts';
import { type BranchNews, newsOf } from '../../../model/sales-activity/news.ts';
import type { SalesActivityRecord } from '../../../store/sales-activities/types.ts';

export type ActivityLine = Record<string, unknown> & {
  acceptedAt: Date;
  /** null: that vendor is not told. */
  logged: Record<Vendor, (Omit<BranchNews, 'vendor'> & { tries: number }) | null>;
};

/** An activity as it was given, and what became of it. */
export function activityLine({ activity, acceptedAt, branches }: SalesActivityRecord): ActivityLine {
  const logged = VENDORS.map((vendor) => {
    const branch = branches[vendor];
    if (branch === undefined) return [vendor, null];
    const { state, detail, until } = newsOf({ vendor, status: branch.status });
    return [vendor, { state, detail, until, tries: branch.tries }];
  });
  return { ...activity, acceptedAt, logged: Object.fromEntries(logged) };
}
