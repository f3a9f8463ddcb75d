import { deriveValue } from '../../lib/population/base.ts';
import { isoSecond } from '../../lib/population/derive.ts';
import { type AttributeValue, type Row, type RowAttribute, TYPE } from '../instance/rows.ts';
import type { InstanceState } from '../instance/state.ts';
import { COMPUTED } from '../people/computed.ts';
import { FIELD_BY_NAME, type Value } from '../people/fields.ts';

type WireAttribute = { name: string; apiName?: string; value: AttributeValue };

/** A record as activities.json gives it. */
export interface WireActivity {
  readonly id: number;
  readonly marketoGUID: string;
  readonly leadId: number;
  readonly activityDate: string;
  readonly activityTypeId: number;
  readonly primaryAttributeValueId?: number | undefined;
  readonly primaryAttributeValue?: string | undefined;
  readonly attributes: readonly WireAttribute[];
}

/** The person a record reads under: a merge moves the loser's records to the winner (7.4). */
export function shownLead({ book, switches }: InstanceState, { leadId, type }: Row): number {
  let id = leadId;
  if (type === TYPE.deleteLead || !switches.mergeMovesActivities) return id;
  for (let next = book.gone.get(id); next !== undefined && next !== null; next = book.gone.get(id)) id = next;
  return id;
}

/** Values in change records are text whatever the type (statement 51). */
function changeText(field: string, value: Value): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = String(value);
  return FIELD_BY_NAME.get(field)?.dataType === 'datetime' ? text.replace('T', ' ').replace('Z', '') : text;
}

function withoutEmpty(attributes: readonly RowAttribute[], apiNames = true): WireAttribute[] {
  return attributes.flatMap(([name, value, apiName]) => {
    if (value === null || value === '') return [];
    return [{ name, ...(apiName === undefined || !apiNames ? {} : { apiName }), value }];
  });
}

/** Base people's New Lead rows are derived; a live row carries its own name and attributes. */
function completed(state: InstanceState, row: Row): Row {
  if (row.type !== TYPE.newLead || row.attributes !== undefined) return row;
  const traits = state.book.base.traits(row.id - 1);
  const primary = COMPUTED.mktoName?.((field) => deriveValue(traits, field));
  return {
    ...row,
    primary: typeof primary === 'string' ? primary : undefined,
    attributes: [
      ['Created Date', isoSecond(row.at).slice(0, 10)],
      ['Source Type', deriveValue(traits, 'originalSourceType')],
    ],
  };
}

function head(state: InstanceState, row: Row, date: string) {
  return {
    id: row.id,
    marketoGUID: String(row.id),
    leadId: shownLead(state, row),
    activityDate: date,
    activityTypeId: row.type,
  };
}

function primaryOf({ primaryId, primary }: Row): Partial<WireActivity> {
  return {
    ...(primaryId === undefined ? {} : { primaryAttributeValueId: primaryId }),
    ...(primary === undefined || primary === '' ? {} : { primaryAttributeValue: primary }),
  };
}

/** A record as activities.json and deletedleads.json give it (5.4). */
export function asActivity(state: InstanceState, given: Row): WireActivity {
  const row = completed(state, given);
  const { change, attributes = [] } = row;
  const start = head(state, row, isoSecond(row.at));
  if (change === undefined) {
    const shown = withoutEmpty(attributes, state.switches.attributeApiNames);
    return { ...start, ...primaryOf(row), attributes: shown };
  }
  const field = FIELD_BY_NAME.get(change.field);
  return {
    ...start,
    primaryAttributeValueId: field?.number,
    primaryAttributeValue: field?.displayName,
    attributes: withoutEmpty([
      ['New Value', changeText(change.field, change.new)],
      ['Old Value', changeText(change.field, change.old)],
      ...attributes,
    ]),
  };
}

/** A record as leadchanges.json gives it: type 13 with `fields`, type 12 without (statements 50, 52). */
export function asLeadChange(state: InstanceState, given: Row): object {
  const row = completed(state, given);
  const { change, attributes = [] } = row;
  const iso = isoSecond(row.at);
  const start = head(state, row, state.switches.leadChangeDates === 'Z' ? iso : iso.replace('Z', '+0000'));
  if (change === undefined) return { ...start, ...primaryOf(row), attributes: withoutEmpty(attributes) };
  return {
    ...start,
    fields: [
      {
        id: FIELD_BY_NAME.get(change.field)?.number,
        name: change.field,
        newValue: changeText(change.field, change.new),
        oldValue: changeText(change.field, change.old),
      },
    ],
    attributes: withoutEmpty([...attributes, ['Lead ID', start.leadId]]),
  };
}
