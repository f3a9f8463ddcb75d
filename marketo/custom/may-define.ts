import type { ErrorKey } from '../../model/errors/registry.ts';
import { pathWith } from '../endpoints.ts';
import { encodeAction } from '../query.ts';
import type { Rest } from '../rest.ts';
import type { CallContext } from '../types.ts';
import { wasRefused } from '../unknown-outcome.ts';

const ENDPOINT = 'approveCustomType';
/** Nobody's: `setup marketo` makes no such type. */
const NO_TYPE = 'actionsSyncNoSuchType';

/** How approving a type that does not exist may be refused; no code is documented (marketo-rest 2.3). */
const ABSENT: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.610',
  'marketo.702',
  'marketo.709',
  'marketo.1001',
  'marketo.1002',
  'marketo.1003',
  'marketo.1003.value',
  'marketo.1013',
]);

/** As `CustomActivities.mayDefine`: rights are looked at before what is asked for. */
export async function mayDefine({ send }: Rest, context: CallContext): Promise<boolean> {
  try {
    await send(ENDPOINT, encodeAction(pathWith(ENDPOINT, NO_TYPE)), context);
    return true;
  } catch (error) {
    if (!wasRefused(error)) throw error;
    if (error.key === 'marketo.603') return false;
    if (ABSENT.has(error.key)) return true;
    throw error;
  }
}
