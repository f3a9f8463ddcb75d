import type { Faults } from '../faults/engine.ts';
import { ApiError, type ErrorEntry, textOf } from '../http/errors.ts';
import { SeveralMatches } from '../writes/records.ts';

/** Result of one record of a collection; the code stands in `statusCode`, unlike anywhere else. */
export interface ItemResult {
  readonly id?: string;
  readonly success: boolean;
  readonly errors: readonly { statusCode: string; message: string; fields: readonly string[] }[];
  readonly created?: boolean;
}

export const itemErrors = (errors: readonly ErrorEntry[]): ItemResult['errors'] =>
  errors.map(({ errorCode, message, fields = [] }) => ({ statusCode: errorCode, message, fields }));

export function failed(errorCode: string, message = textOf(errorCode)): ItemResult {
  return { success: false, errors: itemErrors([{ errorCode, message }]) };
}

/** Does one item; what refuses it becomes its result. */
export function attemptItem(work: () => ItemResult): ItemResult {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) return { success: false, errors: itemErrors(error.errors) };
    if (error instanceof SeveralMatches) {
      return failed(
        'DUPLICATE_EXTERNAL_ID',
        `More than one record found for external id field: [${error.ids.join(', ')}]`,
      );
    }
    throw error;
  }
}

/** Result that a fault has for an item; undefined when it goes its way. */
export function itemFault({ itemError, items, message }: Faults, index: number): ItemResult | undefined {
  if (itemError === undefined || items?.includes(index) === false) return undefined;
  return failed(itemError, message);
}

/** Results when one item's failure undoes all. */
export function rolledBack(results: readonly ItemResult[]): ItemResult[] {
  return results.map((result) => (result.success ? failed('ALL_OR_NONE_OPERATION_ROLLED_BACK') : result));
}
