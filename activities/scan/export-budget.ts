import { AppError } from '../../model/errors/app-error.ts';
import { quotaDay, quotaResetAfter } from '../../model/quota.ts';
import type { PeopleDeps } from '../deps.ts';

/** Bytes of a row of our 15 columns until files have told (field-notes 3.3: 200 to 400). */
const BYTES_PER_ROW = 250;

/** Our share of the day's export volume, over all scans of this database. */
export class ExportBudget {
  private readonly deps: PeopleDeps;

  constructor(deps: PeopleDeps) {
    this.deps = deps;
  }

  /**
   * Whether an export of so many people still fits today, beside those under way, by the people expected in each. The
   * first of a day always does.
   * @throws AppError `quota.exportShareUsed` when it doesn't and nothing is under way that could be waited for
   */
  async allows(people: number, open: readonly number[]): Promise<boolean> {
    const { store, exportLimits, clock } = this.deps;
    const used = await store.exports.bytesOn(quotaDay(clock.now()));
    if (used === 0 && open.length === 0) return true;
    const coming = open.reduce((sum, expected) => sum + expected, people) * BYTES_PER_ROW;
    if (used + coming <= exportLimits.dayBytes) return true;
    if (open.length > 0) return false;
    const details = { usedBytes: used, limitBytes: exportLimits.dayBytes };
    throw new AppError('quota.exportShareUsed', { details, retryAt: quotaResetAfter(clock.now()) });
  }
}
