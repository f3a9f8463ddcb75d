import { comparableAddress } from '../../../model/email-address.ts';
import type { NightlyPart, NightlyRun } from '../../../model/unsubscribe/nightly.ts';
import {
  type SalesforceClient,
  type SalesforceContext,
  type SalesforceRecord,
  soqlDateTime,
  soqlText,
} from '../../../salesforce/index.ts';
import { textIn } from '../../sales-activities/salesforce/soql.ts';
import { isSet, LIVING } from '../salesforce/records.ts';

/** Records of one page: as many as one answer may have. */
const PAGE = 2_000;

export interface PageRecord {
  address: string;
  isOptedOut: boolean;
  /** Of one that is converted, merged away or deleted, when that was at the latest, by Salesforce's clock; null: it lives. */
  goneAt: Date | null;
}

export interface Page {
  read: number;
  records: PageRecord[];
  /** The last record; null: the part is read to its end. */
  after: NightlyRun['after'];
}

/** The next records of a part, in an order that does not change under way. */
export async function readPage(
  salesforce: Pick<SalesforceClient, 'query'>,
  part: NightlyPart,
  { field, after }: Pick<NightlyRun, 'field' | 'after'>,
  context: SalesforceContext,
): Promise<Page> {
  const { since } = part;
  const soql = since === null ? optedOut(part, field, after) : changed({ ...part, since }, field, after);
  // Of what changed also what is in the recycle bin: an opt-out does not go with its record.
  const options = since === null ? {} : { includeDeleted: true };
  const found: SalesforceRecord[] = [];
  for await (const page of salesforce.query(soql, context, options)) found.push(...page);
  const records = found.flatMap((record): PageRecord[] => {
    const address = comparableAddress(textIn(record, 'Email') ?? '');
    if (address === null) return [];
    const isGone = record.IsDeleted === true || record.IsConverted === true;
    const goneAt = isGone ? new Date(textIn(record, 'SystemModstamp') ?? Number.NaN) : null;
    return [{ address, isOptedOut: since === null || isSet(record, field), goneAt }];
  });
  return { read: found.length, records, after: found.length < PAGE ? null : placeOf(found.at(-1)) };
}

function optedOut({ object }: NightlyPart, field: string, after: NightlyRun['after']): string {
  const above = after === null ? '' : ` AND Id > ${soqlText(after.id)}`;
  return `SELECT Id, Email FROM ${object} WHERE ${field} = true AND Email != null${LIVING[object]}${above} ORDER BY Id LIMIT ${PAGE}`;
}

/** There is no other way to ask which opt-outs changed (salesforce-rest 6.1); stamps have whole seconds. */
function changed(
  { object, since, until }: NightlyPart & { since: Date },
  field: string,
  after: NightlyRun['after'],
): string {
  const isConverted = object === 'Lead' ? ', IsConverted' : '';
  const select = `SELECT Id, Email, ${field}, SystemModstamp, IsDeleted${isConverted} FROM ${object}`;
  const from = after === null ? soqlDateTime(since) : after.stamp;
  const beyond =
    after === null
      ? ''
      : ` AND (SystemModstamp > ${from} OR (SystemModstamp = ${from} AND Id > ${soqlText(after.id)}))`;
  const window = `Email != null AND SystemModstamp >= ${from} AND SystemModstamp < ${soqlDateTime(until)}`;
  return `${select} WHERE ${window}${beyond} ORDER BY SystemModstamp, Id LIMIT ${PAGE}`;
}

function placeOf(record: SalesforceRecord | undefined): NightlyRun['after'] {
  const id = record === undefined ? null : textIn(record, 'Id');
  if (record === undefined || id === null) return null;
  const stamp = textIn(record, 'SystemModstamp');
  return { id, stamp: stamp === null ? '' : soqlDateTime(new Date(stamp)) };
}
