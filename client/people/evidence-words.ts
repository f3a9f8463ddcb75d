import type { Evidence } from '../../model/person.ts';

/** What led to a read, in plain words: "read … because …". */
export const EVIDENCE_WORDS: Record<Evidence, string> = {
  initialScan: 'the initial sync read everyone',
  bulkExtract: 'the initial sync exported everyone',
  crmScan: 'the initial sync read every record with an owner in Salesforce',
  reconcile: 'a complete comparison with Marketo found a difference',
  leadChange: 'Marketo’s change feed named a changed field',
  activity: 'a Marketo activity (owner, Salesforce sync, conversion, merge) named the person',
  deletion: 'Marketo’s deletion feed named the person',
  merge: 'a Marketo merge record named the person',
  suspect: 'an earlier hint was checked again',
  resync: 'an admin asked for it (people resync)',
  overlap: 'the daily re-read of the last 24 h covered the person',
  push: 'a webhook of Marketo pushed the person',
  approve: 'an admin approved the people held (people approve)',
  erase: 'an admin erased the person (people erase)',
};
