import type { CallContext } from '../marketo/types.ts';
import { isAppError } from '../model/errors/app-error.ts';
import type { ErrorClass } from '../model/errors/entry.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import { type FieldMap, requestedFields } from '../model/field-map.ts';
import type { Hindrance, Unavailable } from '../model/hindrance.ts';
import type { PeopleDeps } from './deps.ts';

/** What Marketo's answers to an export by smart list mean (marketo-rest 2.3, 6.2). */
const LIST_HINDRANCES: Partial<Record<ErrorKey, Hindrance>> = {
  'marketo.1035': 'listNotSupported',
  'marketo.1013': 'listMissing',
  'marketo.1029.quota': 'listNotTried',
};
/** Refusals of this one request; no code is documented for a list that Marketo does not know (14.10). */
const REFUSALS: ReadonlySet<ErrorClass> = new Set(['record', 'config', 'bug']);
/** These mean more than the list. */
const ELSEWHERE: ReadonlySet<ErrorKey> = new Set(['marketo.1003.fields']);

/** Whether everyone can be exported by a smart list: makes such an export, never queues it, and cancels it. */
export async function probeSmartList(
  { marketo }: Pick<PeopleDeps, 'marketo'>,
  { smartList, map }: { smartList: string | null; map: FieldMap },
  context: CallContext,
): Promise<Unavailable | null> {
  if (smartList === null) return { hindrance: 'listOff', key: null };
  try {
    const filter = { kind: 'smartList', name: smartList } as const;
    const { exportId } = await marketo.bulkLeads.create({ fields: requestedFields(map), filter }, context);
    // One that stays behind costs nothing: it never runs (marketo-rest 6.1).
    await marketo.bulkLeads.cancel(exportId, context).catch(() => context.signal?.throwIfAborted());
    return null;
  } catch (error) {
    if (!isAppError(error) || ELSEWHERE.has(error.key)) throw error;
    const hindrance = LIST_HINDRANCES[error.key] ?? (REFUSALS.has(error.entry.class) ? 'listRefused' : undefined);
    if (hindrance === undefined) throw error;
    return { hindrance, key: error.key };
  }
}

/** Owned records of Salesforce by kind, or why people can't be found by them. */
export async function probeCrm(
  { crm, marketo }: PeopleDeps,
  { ownerKind, fields }: FieldMap,
  context: CallContext,
): Promise<Unavailable | number[]> {
  if (crm === null) return { hindrance: 'crmNotConnected', key: null };
  if (ownerKind !== 'salesforceUser') return { hindrance: 'crmOtherOwner', key: null };
  const searchable = new Set((await marketo.searchableFields(context)).map((name) => name.toLowerCase()));
  const needed = [fields.salesforceLeadId, fields.salesforceContactId];
  if (!needed.every((name) => name !== null && searchable.has(name.toLowerCase()))) {
    return { hindrance: 'crmNotSearchable', key: null };
  }
  try {
    return await Promise.all([crm.countOwned('lead', context.signal), crm.countOwned('contact', context.signal)]);
  } catch (error) {
    // The other ways are open all the same.
    if (!isAppError(error) || !error.key.startsWith('salesforce.')) throw error;
    return { hindrance: 'crmFailed', key: error.key };
  }
}
