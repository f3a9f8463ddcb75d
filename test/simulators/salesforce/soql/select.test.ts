import { describe, expect, it } from 'vitest';
import { ask, column } from './ask.ts';
import { numbersOf, QUEUE, smallOrg, USER } from './data.ts';
import { idOf } from './schema.ts';

const org = smallOrg();
const base = '/services/data/v66.0/sobjects';

describe('select lists', () => {
  it('S46 every record has attributes, and its empty fields are null', () => {
    const { totalSize, records } = ask(org, 'SELECT Id, Subject, WhoId FROM Task WHERE CallDurationInSeconds = 0');
    const id = idOf('Task', 3);
    expect(totalSize).toBe(1);
    expect(records).toEqual([
      { attributes: { type: 'Task', url: `${base}/Task/${id}` }, Id: id, Subject: null, WhoId: null },
    ]);
  });

  it('S12 names are found in any case and given in their own', () => {
    const { records } = ask(org, 'select ID, subject, who.NAME from TASK where isclosed = true');
    expect(Object.keys(records[0] ?? {})).toEqual(['attributes', 'Id', 'Subject', 'Who']);
    expect(records[0]?.Who).toMatchObject({ Name: 'Carl Contact' });
  });

  it('S41 parents are nested records of their own, or null', () => {
    const { records } = ask(org, 'SELECT Who.Name, Who.Type, What.Type, Owner.Name, Owner.Type FROM Task');
    expect(records.map(({ Who }) => Who)).toEqual([
      {
        attributes: { type: 'Name', url: `${base}/Contact/${idOf('Contact', 1)}` },
        Name: 'Carl Contact',
        Type: 'Contact',
      },
      { attributes: { type: 'Name', url: `${base}/Lead/${idOf('Lead', 1)}` }, Name: 'Lena Lead', Type: 'Lead' },
      null,
    ]);
    expect(records.map(({ What }) => What)).toMatchObject([{ Type: 'Account' }, null, null]);
    expect(records.map(({ Owner }) => Owner)).toMatchObject([
      { Name: 'Una User', Type: 'User' },
      { Name: 'Una User', Type: 'User' },
      { attributes: { url: `${base}/Group/${QUEUE}` }, Name: 'Queue', Type: 'Group' },
    ]);
  });

  it('a polymorphic parent may say its own object in attributes.type', () => {
    const { records } = ask(org, 'SELECT Who.Name FROM Task LIMIT 1', { polymorphicType: 'object' });
    expect(records[0]?.Who).toMatchObject({ attributes: { type: 'Contact' } });
  });

  it('parents of parents are reached in selects, conditions and orders', () => {
    const soql =
      "SELECT Name, ReportsTo.Account.Name FROM Contact WHERE ReportsTo.Account.Name = 'bolt' ORDER BY ReportsTo.Account.Name";
    const { records } = ask(org, soql);
    expect(records).toHaveLength(1);
    expect(records[0]?.ReportsTo).toMatchObject({ Account: { attributes: { type: 'Account' }, Name: 'Bolt' } });
    expect(column(org, 'SELECT Name FROM Contact WHERE ReportsTo.Name = null', 'Name')).toEqual(['Berta Boss']);
    expect(numbersOf(column(org, "SELECT Id FROM Task WHERE Owner.Type = 'User'", 'Id'))).toEqual([1, 2]);
  });

  it('an alias or the name of the object may stand before a field', () => {
    expect(column(org, "SELECT t.Id FROM Task t WHERE t.Who.Name LIKE 'L%'", 'Id')).toEqual([idOf('Task', 2)]);
    expect(column(org, 'SELECT Task.Id FROM Task ORDER BY Task.Id LIMIT 1', 'Id')).toEqual([idOf('Task', 1)]);
  });

  it('S41 COUNT() gives the number and no records', () => {
    expect(ask(org, 'SELECT COUNT() FROM Task')).toEqual({ totalSize: 3, records: [] });
    expect(ask(org, 'SELECT count() FROM Task WHERE IsClosed = true', { queryAll: true }).totalSize).toBe(2);
    expect(ask(org, 'SELECT COUNT() FROM Task LIMIT 2').totalSize).toBe(2);
  });

  it('S41 FIELDS(STANDARD) gives all but custom fields, FIELDS(ALL) wants a LIMIT', () => {
    const [record] = ask(org, 'SELECT FIELDS(STANDARD) FROM Task').records;
    expect(record).toHaveProperty('Subject');
    expect(record).not.toHaveProperty('Key__c');
    const [custom] = ask(org, 'SELECT FIELDS(CUSTOM) FROM Task LIMIT 200').records;
    expect(Object.keys(custom ?? {})).toEqual(['attributes', 'Channels__c', 'Key__c', 'Score__c']);
  });

  it('children of each record come as a result of their own, or null', () => {
    const soql = 'SELECT Name, (SELECT Id, Status FROM Tasks WHERE IsClosed = false ORDER BY Id LIMIT 1) FROM Lead';
    expect(ask(org, soql).records[0]?.Tasks).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'Task', url: `${base}/Task/${idOf('Task', 2)}` },
          Id: idOf('Task', 2),
          Status: 'Not Started',
        },
      ],
    });
    expect(column(org, "SELECT (SELECT Id FROM Contact.Tasks) FROM Contact WHERE Name LIKE 'B%'", 'Tasks')).toEqual([
      null,
    ]);
  });

  it('S45 objects named like keywords are found', () => {
    expect(column(org, "SELECT Name FROM Group WHERE Type = 'Queue'", 'Name')).toEqual(['Queue']);
    expect(column(org, 'SELECT Name FROM User u FOR VIEW', 'Name')).toEqual(['Una User']);
    expect(column(org, `SELECT Id FROM User WHERE Id = '${USER}' FOR UPDATE`, 'Id')).toEqual([USER]);
  });
});

describe('order and cut', () => {
  const ordered = (clause: string): number[] => numbersOf(column(org, `SELECT Id FROM Task ${clause}`, 'Id'));

  it.each([
    ['ORDER BY Subject', [3, 2, 1]],
    ['ORDER BY Subject NULLS LAST', [2, 1, 3]],
    ['ORDER BY Subject DESC', [3, 1, 2]],
    ['ORDER BY Subject DESC NULLS LAST', [1, 2, 3]],
    ['ORDER BY Status, CallDurationInSeconds DESC', [1, 2, 3]],
    ['ORDER BY CreatedDate DESC', [2, 3, 1]],
    ['ORDER BY CreatedDate DESC, Id DESC', [3, 2, 1]],
    ['ORDER BY Who.Name ASC NULLS LAST', [1, 2, 3]],
    ['ORDER BY Id DESC LIMIT 2', [3, 2]],
    ['ORDER BY Id LIMIT 1 OFFSET 1', [2]],
    ['ORDER BY Subject LIMIT 2 OFFSET 2', [1]],
    ['LIMIT 2', [1, 2]],
    ['LIMIT 0', []],
    ['OFFSET 2000', []],
  ])('S41 %s', (clause, expected) => {
    expect(ordered(clause)).toEqual(expected);
  });

  it('rows without a value may come last when descending, unless the statement says where', () => {
    const descending = (clause: string): number[] =>
      numbersOf(column(org, `SELECT Id FROM Task ORDER BY ${clause}`, 'Id', { descendingNulls: 'last' }));
    expect(descending('Subject DESC')).toEqual([1, 2, 3]);
    expect(descending('Subject DESC NULLS FIRST')).toEqual([3, 1, 2]);
    expect(descending('Subject')).toEqual([3, 2, 1]);
  });
});
