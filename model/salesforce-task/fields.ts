import { cutText, cutUrl } from '../cut-text.ts';

/** A field of Task as the connected user sees it. */
export interface TaskField {
  name: string;
  type: string;
  /** Most UTF-16 units of a text. */
  length: number;
  isCreateable: boolean;
  isUpdateable: boolean;
  picklistValues: readonly string[];
}

/** By name in lower case; a field that is hidden from the user is not there. */
export type TaskFields = ReadonlyMap<string, TaskField>;

/** Fields of a Task by Salesforce's names. */
export type TaskValues = Record<string, string | number | boolean>;

/** What a value is. A URL may stand in a field for text, but nothing else in one for URLs. */
export type ValueKind = 'text' | 'url' | 'flag' | 'number' | 'date' | 'dateTime' | 'choice' | 'reference';

const TYPES: Record<ValueKind, readonly string[]> = {
  text: ['string', 'textarea', 'combobox', 'picklist'],
  url: ['url', 'string', 'textarea'],
  flag: ['boolean'],
  number: ['int', 'double'],
  date: ['date'],
  dateTime: ['datetime'],
  choice: ['picklist', 'combobox'],
  reference: ['reference'],
};

export interface FieldValue {
  field: string;
  kind: ValueKind;
  value: string | number | boolean | undefined;
}

/**
 * The values that an org's fields take: without fields that aren't there, may not be written or are of another type;
 * texts are cut to the field's length, and a choice is made only where the picklist has that very value.
 */
export function fitting(
  values: readonly FieldValue[],
  { fields, use, without }: { fields: TaskFields; use: 'create' | 'update'; without?: ReadonlySet<string> },
): TaskValues {
  const fitted: TaskValues = {};
  for (const { field: name, kind, value } of values) {
    const field = fields.get(name.toLowerCase());
    if (field === undefined || without?.has(name.toLowerCase()) === true) continue;
    if (!(use === 'create' ? field.isCreateable : field.isUpdateable) || !TYPES[kind].includes(field.type)) continue;
    const taken = typeof value === 'string' ? textFor(field, kind, value) : value;
    if (taken !== undefined) fitted[field.name] = taken;
  }
  return fitted;
}

function textFor(field: TaskField, kind: ValueKind, value: string): string | undefined {
  if (field.type === 'picklist' || kind === 'choice') return field.picklistValues.find((one) => one === value);
  if (kind === 'url') return orNothing(cutUrl(value, field.length));
  return kind === 'text' ? orNothing(cutText(withoutControls(value), field.length)) : value;
}

const orNothing = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** Salesforce's texts hold no control characters but tab and line breaks (salesforce-rest 5.1), and no half a pair. */
export function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '');
}
