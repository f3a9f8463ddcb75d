import { readOnly, STAMP_FIELDS } from '../field.ts';
import { objectType } from '../object.ts';

/** Users are made and changed by the org's admin alone, through the control API. */
export const USER = objectType(
  'User',
  '005',
  [
    readOnly('Id', 'id', { nillable: false, alwaysVisible: true, idLookup: true }),
    readOnly('Username', 'string', { length: 80, nillable: false, alwaysVisible: true, idLookup: true }),
    readOnly('LastName', 'string', { length: 80 }),
    readOnly('FirstName', 'string', { length: 40 }),
    readOnly('Name', 'string', { length: 121 }),
    readOnly('Email', 'email', { length: 128, nillable: false, alwaysVisible: true }),
    readOnly('Title', 'string', { length: 80 }),
    readOnly('Phone', 'phone'),
    readOnly('IsActive', 'boolean', { nillable: false, alwaysVisible: true }),
    readOnly('UserType', 'picklist'),
    readOnly('TimeZoneSidKey', 'picklist', { nillable: false, alwaysVisible: true }),
    readOnly('LocaleSidKey', 'picklist'),
    ...STAMP_FIELDS,
  ],
  { readOnly: true },
);

export const GROUP = objectType(
  'Group',
  '00G',
  [
    readOnly('Id', 'id', { nillable: false, alwaysVisible: true }),
    readOnly('Name', 'string', { length: 40 }),
    readOnly('DeveloperName', 'string', { length: 80 }),
    readOnly('Type', 'picklist'),
    ...STAMP_FIELDS,
  ],
  { readOnly: true },
);

export const ORGANIZATION = objectType(
  'Organization',
  '00D',
  [
    readOnly('Id', 'id', { nillable: false, alwaysVisible: true }),
    readOnly('Name', 'string', { length: 80 }),
    readOnly('OrganizationType', 'picklist'),
    readOnly('InstanceName', 'string'),
    readOnly('IsSandbox', 'boolean'),
    readOnly('TimeZoneSidKey', 'picklist'),
    ...STAMP_FIELDS,
  ],
  { readOnly: true },
);

/** What the parents of a polymorphic lookup have in common; it has no records of its own. */
export const NAME = objectType(
  'Name',
  undefined,
  [
    readOnly('Id', 'id'),
    readOnly('Name', 'string'),
    readOnly('FirstName', 'string'),
    readOnly('LastName', 'string'),
    readOnly('Title', 'string'),
    readOnly('Phone', 'phone'),
    readOnly('Type', 'picklist'),
    readOnly('IsActive', 'boolean'),
    readOnly('Username', 'string'),
  ],
  { readOnly: true },
);
