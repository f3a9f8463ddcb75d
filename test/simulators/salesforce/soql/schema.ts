import type {
  SoqlChildRelationship,
  SoqlField,
  SoqlFieldType,
  SoqlObject,
  SoqlRelationship,
  SoqlSchema,
} from '../../../../simulators/salesforce/soql/index.ts';

type FieldSpec = SoqlFieldType | Partial<SoqlField>;

interface ObjectSpec {
  readonly prefix?: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly parents?: readonly SoqlRelationship[];
  readonly children?: readonly SoqlChildRelationship[];
}

const STAMPS = { IsDeleted: 'boolean', CreatedDate: 'datetime', SystemModstamp: 'datetime' } as const;
const account = { name: 'Account', object: 'Account', idField: 'AccountId' };

const OBJECTS: Readonly<Record<string, ObjectSpec>> = {
  Task: {
    prefix: '00T',
    fields: {
      Id: 'id',
      Subject: 'combobox',
      Status: 'picklist',
      Description: { type: 'textarea', filterable: false },
      ActivityDate: 'date',
      CallDurationInSeconds: 'int',
      IsClosed: 'boolean',
      WhoId: 'reference',
      WhatId: 'reference',
      OwnerId: 'reference',
      Channels__c: { type: 'multipicklist', custom: true },
      Key__c: { type: 'string', custom: true, caseSensitive: true },
      Score__c: { type: 'double', custom: true },
      ...STAMPS,
    },
    parents: [
      { name: 'Who', object: 'Name', idField: 'WhoId', polymorphic: true },
      { name: 'What', object: 'Name', idField: 'WhatId', polymorphic: true },
      { name: 'Owner', object: 'Name', idField: 'OwnerId', polymorphic: true },
    ],
  },
  Lead: {
    prefix: '00Q',
    fields: { Id: 'id', Name: 'string', Email: 'email', OwnerId: 'reference', IsConverted: 'boolean', ...STAMPS },
    children: [{ name: 'Tasks', object: 'Task', idField: 'WhoId' }],
  },
  Contact: {
    prefix: '003',
    fields: {
      Id: 'id',
      Name: 'string',
      Email: 'email',
      AccountId: 'reference',
      ReportsToId: 'reference',
      HasOptedOutOfEmail: 'boolean',
      ...STAMPS,
    },
    parents: [account, { name: 'ReportsTo', object: 'Contact', idField: 'ReportsToId' }],
    children: [{ name: 'Tasks', object: 'Task', idField: 'WhoId' }],
  },
  Account: {
    prefix: '001',
    fields: { Id: 'id', Name: 'string', AnnualRevenue: 'currency', ...STAMPS },
    children: [{ name: 'Contacts', object: 'Contact', idField: 'AccountId' }],
  },
  User: { prefix: '005', fields: { Id: 'id', Name: 'string', IsActive: 'boolean' } },
  Group: { prefix: '00G', fields: { Id: 'id', Name: 'string', Type: 'picklist' } },
  Name: { fields: { Name: 'string', Type: 'string' } },
};

function findBy<T extends { name: string }>(items: readonly T[]): (name: string) => T | undefined {
  return (name) => items.find((item) => item.name.toLowerCase() === name.toLowerCase());
}

function makeObject(name: string, spec: ObjectSpec): SoqlObject {
  const fields = Object.entries(spec.fields).map(([field, given]): SoqlField => {
    const base = typeof given === 'string' ? { type: given } : given;
    return { type: 'string', filterable: true, ...base, name: field };
  });
  return {
    name,
    fields,
    field: findBy(fields),
    relationship: findBy(spec.parents ?? []),
    childRelationship: findBy(spec.children ?? []),
  };
}

/** A small org: the objects the product asks for, with few fields. */
export const schema: SoqlSchema = {
  object: findBy(Object.entries(OBJECTS).map(([name, spec]) => makeObject(name, spec))),
  objectOfId: (id) => Object.entries(OBJECTS).find(([, { prefix }]) => prefix === id.slice(0, 3))?.[0],
};

/** The 18-character id of the nth record of an object. */
export function idOf(object: string, n: number): string {
  const text = String(n).padStart(12, '0');
  // None of these ids has a capital but the Q, T and G of the prefix, which is at the third place.
  const prefix = OBJECTS[object]?.prefix ?? '';
  return `${prefix}${text}${/[A-Z]/.test(prefix) ? 'EAA' : 'AAA'}`;
}
