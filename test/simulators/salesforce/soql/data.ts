import { idOf } from './schema.ts';
import { Store, type Values } from './store.ts';

const at = (text: string): number => Date.parse(text);

export const USER = idOf('User', 1);
export const QUEUE = idOf('Group', 1);

const tasks: readonly Values[] = [
  {
    Id: idOf('Task', 1),
    Subject: 'Email: Hello',
    Status: 'Completed',
    Description: 'long text',
    ActivityDate: '2026-05-13',
    CallDurationInSeconds: null,
    IsClosed: true,
    WhoId: idOf('Contact', 1),
    WhatId: idOf('Account', 1),
    OwnerId: USER,
    Channels__c: 'Mail;Phone',
    Key__c: 'a-One',
    Score__c: 1.5,
    IsDeleted: false,
    CreatedDate: at('2026-05-13T08:00:00Z'),
    SystemModstamp: at('2026-05-13T08:00:00Z'),
  },
  {
    Id: idOf('Task', 2),
    Subject: 'call: 100% sure_thing',
    Status: 'Not Started',
    ActivityDate: '2026-05-14',
    CallDurationInSeconds: 30,
    IsClosed: false,
    WhoId: idOf('Lead', 1),
    OwnerId: USER,
    Channels__c: 'Phone',
    Key__c: 'a-one',
    Score__c: -2,
    IsDeleted: false,
    CreatedDate: at('2026-05-14T00:30:00Z'),
    SystemModstamp: at('2026-05-14T00:30:00Z'),
  },
  {
    Id: idOf('Task', 3),
    Subject: null,
    Status: 'Not Started',
    ActivityDate: null,
    CallDurationInSeconds: 0,
    IsClosed: false,
    WhoId: null,
    OwnerId: QUEUE,
    Key__c: null,
    IsDeleted: false,
    CreatedDate: at('2026-05-14T00:30:00Z'),
    SystemModstamp: at('2026-05-14T09:00:00Z'),
  },
  {
    Id: idOf('Task', 4),
    Subject: "It's a \\ gone",
    Status: 'Completed',
    ActivityDate: '2026-05-01',
    IsClosed: true,
    OwnerId: USER,
    IsDeleted: true,
    CreatedDate: at('2026-05-01T00:00:00Z'),
    SystemModstamp: at('2026-05-14T09:30:00Z'),
  },
];

/** Four tasks (the last in the recycle bin) and whom they are about. */
export function smallOrg(): Store {
  return new Store({
    Task: tasks,
    Lead: [{ Id: idOf('Lead', 1), Name: 'Lena Lead', Email: 'Lena@Example.com', OwnerId: USER, IsConverted: false }],
    Contact: [
      {
        Id: idOf('Contact', 1),
        Name: 'Carl Contact',
        Email: 'carl@example.com',
        AccountId: idOf('Account', 1),
        ReportsToId: idOf('Contact', 2),
        HasOptedOutOfEmail: false,
      },
      { Id: idOf('Contact', 2), Name: 'Berta Boss', AccountId: idOf('Account', 2), HasOptedOutOfEmail: true },
    ],
    Account: [
      { Id: idOf('Account', 1), Name: 'Acme', AnnualRevenue: 10 },
      { Id: idOf('Account', 2), Name: 'Bolt', AnnualRevenue: null },
    ],
    User: [{ Id: USER, Name: 'Una User', IsActive: true }],
    Group: [{ Id: QUEUE, Name: 'Queue', Type: 'Queue' }],
  });
}

/** Numbers at the end of the ids of the tasks that pass a condition. */
export function numbersOf(ids: readonly unknown[]): number[] {
  return ids.map((id) => Number(String(id).slice(3, 15)));
}
