import { describe, expect, it } from 'vitest';
import { describeColumns, parseSoql } from '../../../../simulators/salesforce/soql/index.ts';
import { schema } from './schema.ts';

const described = (soql: string) => describeColumns(parseSoql(soql), schema);

describe('columns of an answer', () => {
  it('fields, parents and children are told apart', () => {
    const { columnMetadata, ...rest } = described(
      'SELECT id, Key__c, IsDeleted, CreatedDate, owner.name, Owner.Type FROM Task',
    );
    expect(rest).toEqual({ entityName: 'Task', groupBy: false, idSelected: true });
    expect(columnMetadata).toMatchObject([
      { columnName: 'Id', displayName: 'Id', apexType: 'Id', aggregate: false, joinColumns: [] },
      { columnName: 'Key__c', apexType: 'String', custom: true, textType: true },
      { columnName: 'IsDeleted', booleanType: true },
      { columnName: 'CreatedDate', apexType: 'Datetime' },
      { columnName: 'Owner', apexType: null, joinColumns: [{ columnName: 'Name' }, { columnName: 'Type' }] },
    ]);
    expect(described('SELECT Name, (SELECT Status FROM Tasks) FROM Lead')).toMatchObject({
      idSelected: false,
      columnMetadata: [{}, { columnName: 'Tasks', aggregate: true, joinColumns: [{ columnName: 'Status' }] }],
    });
  });

  it('aggregates have the name of their value and the one that was written', () => {
    expect(described('SELECT Status, COUNT(id), MAX(Score__c) top FROM Task GROUP BY Status')).toMatchObject({
      groupBy: true,
      columnMetadata: [
        { columnName: 'Status', displayName: 'Status', aggregate: false },
        { columnName: 'expr0', displayName: 'count(Id)', aggregate: true, apexType: 'Integer', numberType: true },
        { columnName: 'top', displayName: 'top', aggregate: true, apexType: 'Double' },
      ],
    });
    expect(described('SELECT COUNT() FROM Task')).toEqual({
      columnMetadata: [],
      entityName: 'Task',
      groupBy: false,
      idSelected: false,
    });
  });
});
