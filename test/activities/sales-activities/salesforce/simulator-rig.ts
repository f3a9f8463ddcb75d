import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import { sent } from '../../../store/sales-activities.ts';
import { openOrg } from './org.ts';

export const UPSERT = '/services/data/v66.0/composite/sobjects/Task/Actions_Sync_Key__c';
export const on = (path: string, action: FaultRule['do'], times = 1): FaultRule => ({
  match: { method: 'PATCH', path, times },
  do: action,
});

/** An org with one person and a seller of its own. */
export async function open(kind: 'Lead' | 'Contact' = 'Contact', options: Parameters<typeof openOrg>[0] = {}) {
  const org = await openOrg(options);
  const [record = ''] = await org.people(1, kind);
  const seller = org.seller();
  const mine = { personId: 1, seller: seller.email };
  return { org, rig: org.sender, simulator: org.simulator, record, seller, mine };
}

export const sendsOf = (count: number, seller: string) =>
  Array.from({ length: count }, (_, index) => sent(`mail-${index}`, { personId: index + 1, seller }));
