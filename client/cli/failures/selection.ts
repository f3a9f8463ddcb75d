import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { isSalesActivityId } from '../../../model/sales-activity/id.ts';
import { VENDORS, type Vendor } from '../../../model/sales-activity/kinds.ts';
import type { FailureSelection } from '../../failures/index.ts';
import { usage, withoutAddresses } from '../lib/normalize.ts';

export const selectionOptions = { key: z.string().optional(), vendor: z.enum(VENDORS).optional() };

export function vendor(text: string): Vendor {
  const found = VENDORS.find((name) => name === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`It must be ${VENDORS.join(' or ')}.`);
  return found;
}

/** Those with the ids named, or all. @throws AppError `usage.wrong` */
export function selection(
  { key, vendor: of }: Pick<FailureSelection, 'key' | 'vendor'>,
  ids: readonly string[],
): FailureSelection {
  return { key, vendor: of, ...(ids.length > 0 && { ids: [...new Set(ids.map(recordId))] }) };
}

/** The ids of reminder tasks look the same. */
export function recordId(text: string): string {
  if (isSalesActivityId(text)) return text;
  throw usage(
    `'${withoutAddresses(text)}' is no id of a sales activity`,
    'Give the id that the activity was logged under: 1 to 64 of A-Z a-z 0-9 . _ : -',
  );
}
