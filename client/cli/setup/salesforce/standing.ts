import type { SalesforceField, SalesforceObject } from '../../../../salesforce/index.ts';

export type FieldKind = 'text' | 'url' | 'checkbox' | 'dateTime';

/** Salesforce's types that take each kind. */
const TAKEN: Record<FieldKind, readonly string[]> = {
  text: ['string', 'textarea', 'picklist', 'combobox'],
  url: ['url', 'string', 'textarea'],
  checkbox: ['boolean'],
  dateTime: ['datetime'],
};

/** A custom field that an admin may make, with the most characters that we have for it. */
export interface WantedField {
  name: string;
  label: string;
  kind: FieldKind;
  length: number;
}

export interface FieldStanding {
  name: string;
  label: string;
  /** What to make: `Text 255`, `URL`, `Checkbox`, `Date/Time`. */
  wanted: string;
  /** shorter: longer values are cut. absent also where it is hidden from the integration user. */
  standing: 'there' | 'shorter' | 'absent' | 'readOnly' | 'otherType';
  /** Salesforce's type and length; null where it is absent. */
  type: string | null;
  length: number | null;
}

export function standingOf(
  object: Pick<SalesforceObject, 'fields'> | null,
  { name, label, kind, length }: WantedField,
  isWritable: (field: SalesforceField) => boolean,
): FieldStanding {
  const wanted = { text: `Text ${length}`, url: 'URL', checkbox: 'Checkbox', dateTime: 'Date/Time' }[kind];
  const field = object?.fields.get(name.toLowerCase());
  if (field === undefined) return { name, label, wanted, standing: 'absent', type: null, length: null };
  const found = { name, label, wanted, type: field.type, length: field.length };
  if (!TAKEN[kind].includes(field.type)) return { ...found, standing: 'otherType' };
  if (!isWritable(field)) return { ...found, standing: 'readOnly' };
  const isText = kind === 'text' || kind === 'url';
  return { ...found, standing: isText && field.length < length ? 'shorter' : 'there' };
}
