import { expect, test } from 'vitest';
import { personLine } from '../../client/people/person-line.ts';
import { personId, qualifiedPart, ticket } from '../store/people.ts';

const MEMBERS = [
  'marketoId',
  'state',
  'firstName',
  'lastName',
  'company',
  'title',
  'email',
  'phone',
  'linkedInUrl',
  'source',
  'salesforceLeadId',
  'salesforceContactId',
  'salesforceAccountId',
  'salesforceOpportunityId',
  'ownerId',
  'asOf',
  'syncedAt',
];

test('an export line has exactly the members of design section 4, in their order', () => {
  const line = personLine({ _id: personId(7), marketo: qualifiedPart(3) });
  expect(Object.keys(line)).toEqual(MEMBERS);
  expect(line).toMatchObject({ marketoId: 7, state: 'qualified', ownerId: '005A', asOf: 3 });
  expect(line.syncedAt).toEqual(new Date('2026-11-24T00:00:00.003Z'));
});

test('what a stub lacks is null, never left out', () => {
  const { syncedAt } = qualifiedPart(1);
  const part = { asOf: ticket(1), state: 'unowned', syncedAt, evidence: 'initialScan' } as const;
  const line = JSON.parse(JSON.stringify(personLine({ _id: personId(7), marketo: part })));
  expect(Object.keys(line)).toEqual(MEMBERS);
  expect(MEMBERS.filter((name) => line[name] === null)).toEqual(MEMBERS.slice(2, 15));
});
