import type { SoqlField, SoqlFieldType } from '../soql/index.ts';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly defaultValue: boolean;
}

/** One field of an object, with everything that describe tells of it. */
export interface Field extends SoqlField {
  readonly label: string;
  /** Characters of a text, 0 where describe gives none. */
  readonly length: number;
  /** Digits of an int, 0 elsewhere. */
  readonly digits: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** The server gives a value at creation when the caller doesn't. */
  readonly defaultedOnCreate: boolean;
  readonly caseSensitive: boolean;
  readonly custom: boolean;
  readonly calculated: boolean;
  readonly externalId: boolean;
  readonly idLookup: boolean;
  readonly unique: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly picklist: readonly PicklistValue[];
  readonly restrictedPicklist: boolean;
  /** Field-level security can't hide it (required and system fields, and the call fields of Task). */
  readonly alwaysVisible: boolean;
}

export type FieldOptions = Partial<Omit<Field, 'name' | 'type'>>;

const TEXT_LENGTH: Partial<Record<SoqlFieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  combobox: 255,
  textarea: 32_000,
};

const labelOf = (name: string): string =>
  name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2');

/** A field that may be read and written unless the options say otherwise. */
export function field(name: string, type: SoqlFieldType, options: FieldOptions = {}): Field {
  return {
    name,
    type,
    label: labelOf(name),
    length: TEXT_LENGTH[type] ?? 0,
    digits: type === 'int' ? 9 : 0,
    filterable: type !== 'textarea',
    nillable: type !== 'boolean',
    createable: true,
    updateable: true,
    defaultedOnCreate: type === 'boolean',
    caseSensitive: false,
    custom: name.endsWith('__c'),
    calculated: false,
    externalId: false,
    idLookup: false,
    unique: false,
    referenceTo: [],
    relationshipName: null,
    picklist: [],
    restrictedPicklist: false,
    alwaysVisible: false,
    ...options,
  };
}

export const READ_ONLY = { createable: false, updateable: false } as const;
export const REQUIRED = { nillable: false, alwaysVisible: true } as const;

/** A field that only the server writes. */
export const readOnly = (name: string, type: SoqlFieldType, options: FieldOptions = {}): Field =>
  field(name, type, { ...READ_ONLY, ...options });

/** A lookup; several targets make it polymorphic. */
export const reference = (name: string, referenceTo: readonly string[], options: FieldOptions = {}): Field =>
  field(name, 'reference', { referenceTo, relationshipName: name.replace(/Id$/, ''), ...options });

/** Picklist values by their names, one of them the default. */
export function values(names: readonly string[], defaultName?: string): readonly PicklistValue[] {
  return names.map((value) => ({ value, label: value, active: true, defaultValue: value === defaultName }));
}

/** A picklist. `|` separates its values; a default stands after `=`. */
export function picklist(name: string, names: string, options: FieldOptions = {}): Field {
  const [list = '', chosen] = names.split('=');
  const given = values(list.split('|'), chosen);
  return field(name, 'picklist', { picklist: given, defaultedOnCreate: chosen !== undefined, ...options });
}

const system = { ...READ_ONLY, nillable: false, alwaysVisible: true, defaultedOnCreate: true } as const;

/** What every object that is written has. */
export const SYSTEM_FIELDS: readonly Field[] = [
  field('Id', 'id', { ...system, label: 'Record ID', idLookup: true }),
  field('IsDeleted', 'boolean', { ...system, label: 'Deleted' }),
];
export const STAMP_FIELDS: readonly Field[] = [
  field('CreatedDate', 'datetime', system),
  reference('CreatedById', ['User'], system),
  field('LastModifiedDate', 'datetime', system),
  reference('LastModifiedById', ['User'], system),
  field('SystemModstamp', 'datetime', system),
];
