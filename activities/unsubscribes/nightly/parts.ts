import { AppError } from '../../../model/errors/app-error.ts';
import { OPT_OUT_OBJECTS, type OptOutObject } from '../../../model/unsubscribe/field.ts';
import type { NightlyPart, NightlyState } from '../../../model/unsubscribe/nightly.ts';
import type { SalesforceContext } from '../../../salesforce/index.ts';
import type { OptOutSalesforce } from '../deps.ts';
import { accessError, fieldAccess } from '../salesforce/field-access.ts';

/** A row becomes visible at its commit, with a stamp of before (salesforce-rest 6.1). */
const LATE_MS = 60_000;
const OVERLAP_MS = 10 * 60_000;

export interface Parts {
  parts: NightlyPart[];
  hidden: OptOutObject[];
}

/**
 * What has to be compared: of each object what changed since the last time, or everything that is opted out, where
 * there was no last time or another field was compared.
 * @throws AppError `unsubscribes.fieldHidden` where no object shows the field
 */
export async function partsOf(
  salesforce: OptOutSalesforce,
  { field, watermarks }: Pick<NightlyState, 'watermarks'> & { field: string },
  { full }: { full: boolean },
  context: SalesforceContext,
): Promise<Parts> {
  const access = await fieldAccess(salesforce, field, context, { isFresh: true });
  const now = salesforce.serverTime();
  if (now === null) throw new AppError('salesforce.badAnswer', { details: { endpoint: 'describe', at: 'Date' } });
  const until = new Date(now.getTime() - LATE_MS);
  const hidden = OPT_OUT_OBJECTS.filter((object) => access[object] === 'hidden');
  const [first] = hidden;
  if (first !== undefined && hidden.length === OPT_OUT_OBJECTS.length) throw accessError(first, 'hidden', field);
  const parts = OPT_OUT_OBJECTS.filter((object) => !hidden.includes(object)).flatMap((object): NightlyPart[] => {
    const watermark = watermarks[object];
    const everything = { object, since: null, until };
    if (watermark === undefined) return [everything];
    // What changed may be gone since: everything that is opted out now has it not.
    const changed = { object, since: new Date(watermark.getTime() - OVERLAP_MS), until };
    return full ? [everything, changed] : [changed];
  });
  return { parts, hidden };
}
