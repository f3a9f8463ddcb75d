import { makeBase } from '../../lib/population/base.ts';
import { companyRecords } from '../population/companies.ts';
import { peopleRecords } from '../population/people.ts';
import type { BaseRecords } from '../records/base.ts';
import { Table } from '../records/table.ts';
import type { OrgSchema } from '../schema/org-schema.ts';

/** Fields to be found by value, besides unique ones and external ids. */
const INDEXED: Readonly<Record<string, readonly string[]>> = {
  Account: ['OwnerId', 'Name'],
  Contact: ['Email', 'AccountId', 'OwnerId'],
  Lead: ['Email', 'OwnerId', 'ConvertedContactId'],
  Opportunity: ['AccountId', 'OwnerId'],
  OpportunityContactRole: ['ContactId', 'OpportunityId'],
  Task: ['WhoId', 'WhatId', 'AccountId', 'OwnerId', 'CallObject', 'MSE_Details__c'],
  User: ['Username', 'Email'],
};

export interface OriginOptions {
  readonly people: number;
  readonly ownedShare: number;
  readonly taskShare: number;
  readonly seed: number;
  readonly epoch: number;
}

/** The tables of an org with the records it begins with. */
export function makeTables(schema: OrgSchema, origin: OriginOptions): Table[] {
  const people = makeBase(origin);
  const base: Partial<Record<string, BaseRecords>> = {
    ...peopleRecords(people, origin.taskShare),
    ...companyRecords(people, origin.epoch),
  };
  return [...schema.objects].flatMap(({ name, keyPrefix, fields }) => {
    if (keyPrefix === undefined) return [];
    const keys = fields.filter(({ externalId, unique }) => externalId || unique);
    const records = base[name];
    const table = new Table({
      name,
      prefix: keyPrefix,
      indexed: INDEXED[name] ?? [],
      ...(records === undefined ? {} : { base: records }),
    });
    for (const { name: key, caseSensitive } of keys) table.index(key, caseSensitive);
    return [table];
  });
}
