import { describe, expect, it } from 'vitest';
import {
  absentFields,
  type DescribedField,
  requestedFields,
  resolveFieldMap,
  toPersonRead,
} from '../../model/field-map.ts';
import { ID, USER } from './people.ts';

const REST_NAMES = [
  'firstName',
  'lastName',
  'company',
  'title',
  'email',
  'phone',
  'linkedInProfileURL',
  'leadSource',
  'sfdcLeadId',
  'sfdcContactId',
  'sfdcAccountId',
  'sfdcOpptyId',
  'sfdcLeadOwnerId',
];

function describedFields(names: readonly string[] = REST_NAMES): DescribedField[] {
  const plain = [...names, 'otherField'].map((restName) => ({ restName, displayName: `Label of ${restName}` }));
  return [...plain, { restName: 'sfdcGone__c', displayName: 'SFDC Is Deleted' }];
}
const without = (...names: string[]) => describedFields(REST_NAMES.filter((name) => !names.includes(name)));

describe('resolving the field map', () => {
  it('the thirteen fields and the Salesforce flag are asked for, each once, and no others', () => {
    const map = resolveFieldMap(describedFields());
    expect(requestedFields(map).sort()).toEqual([...REST_NAMES, 'sfdcGone__c'].sort());
    expect(map.ownerKind).toBe('salesforceUser');
    expect(absentFields(map)).toEqual([]);
  });

  it('a field that the instance lacks is left out and named, because asking for it would fail the whole call', () => {
    const map = resolveFieldMap(without('linkedInProfileURL', 'sfdcOpptyId', 'title'));
    expect(absentFields(map)).toEqual(['title', 'linkedInUrl', 'salesforceOpportunityId']);
    expect(requestedFields(map)).not.toContain('linkedInProfileURL');
  });

  it('an instance without the Salesforce flag has none to ask for', () => {
    const map = resolveFieldMap(describedFields().filter(({ displayName }) => displayName !== 'SFDC Is Deleted'));
    expect(map.salesforceDeleted).toBeNull();
  });

  it('names are found in any case and asked for in the instance’s own', () => {
    const map = resolveFieldMap(describedFields(REST_NAMES.map((name) => name.toUpperCase())), { owner: 'OtherFIELD' });
    expect(map.fields.firstName).toBe('FIRSTNAME');
    expect(map).toMatchObject({ owner: 'otherField', ownerKind: 'anyKey' });
  });

  it('the default owner field named explicitly still holds Salesforce users', () => {
    expect(resolveFieldMap(describedFields(), { owner: 'SFDCLeadOwnerID' }).ownerKind).toBe('salesforceUser');
  });

  it.each([
    [{ linkedInUrl: 'noSuch' }, 'people.fieldMissing'],
    [{ salesforceOpportunityId: 'noSuch' }, 'people.fieldMissing'],
    [{ owner: 'noSuch' }, 'people.ownerFieldMissing'],
  ])('an override that the instance lacks stops: %j', (overrides, key) => {
    expect(() => resolveFieldMap(describedFields(), overrides)).toThrow(expect.objectContaining({ key }));
  });

  it('an absent owner field stops: nobody could be qualified', () => {
    const key = 'people.ownerFieldMissing';
    expect(() => resolveFieldMap(without('sfdcLeadOwnerId'))).toThrow(expect.objectContaining({ key }));
  });
});

describe('reading a record', () => {
  const map = resolveFieldMap(describedFields());
  const read = (record: Record<string, unknown>) => toPersonRead({ id: ID, ...record }, map);

  it('text is kept exactly, NUL alone removed', () => {
    const text = ' O\u0000’Brien\u0001\r\n😀 null ';
    expect(read({ lastName: text }).values.lastName).toBe(text.replace('\u0000', ''));
  });

  it.each([
    ['a number', 17, '17'],
    ['zero', 0, '0'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['empty text', '', null],
    ['NUL alone', '\u0000', null],
    ['null', null, null],
    ['a missing member', undefined, null],
  ])('%s becomes text or null', (_, value, expected) => {
    expect(read({ title: value }).values.title).toBe(expected);
  });

  it.each([true, 1, 'true', 'TRUE', '1'])('the Salesforce flag %j says deleted', (flag) => {
    expect(read({ sfdcGone__c: flag }).salesforceDeleted).toBe(true);
  });

  it.each([false, 0, 'false', '0', '', null, undefined])('the Salesforce flag %j says nothing', (flag) => {
    expect(read({ sfdcGone__c: flag }).salesforceDeleted).toBe(false);
  });

  it('the owner is read from the owner field, whatever the person is', () => {
    expect(read({ sfdcLeadOwnerId: USER }).ownerId).toBe(USER);
    expect(read({ sfdcLeadOwnerId: '00G000000000001AAA' }).ownerId).toBeNull();
  });
});
