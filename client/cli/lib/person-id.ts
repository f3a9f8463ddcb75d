import { isMarketoId, type MarketoId } from '../../../model/ids.ts';
import { usage, withoutAddresses } from './normalize.ts';

/** @throws AppError `usage.wrong` */
export function personId(text: string | undefined): MarketoId {
  const id = text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (isMarketoId(id)) return id;
  throw usage(
    `'${withoutAddresses(text ?? '')}' is no Marketo ID`,
    'Give the number of the person; `actions-sync people find` looks it up by address.',
  );
}
