import { describe, expect, it } from 'vitest';
import { edited } from '../../../model/task/make.ts';
import { type FieldMerge, mergeTask } from '../../../model/task/merge.ts';
import type { SalesforceTask, Task, TaskContent, TaskField } from '../../../model/task/task.ts';
import { at, linkedTask, RULES, rowOf } from './tasks.ts';

/** Edited here at second 10, changed there at `second`. */
function merge(
  field: TaskField,
  {
    here = {},
    there = {},
    second = 10,
    start = {},
    base = {},
  }: {
    here?: Partial<TaskContent>;
    there?: Partial<SalesforceTask>;
    second?: number;
    start?: Partial<TaskContent>;
    base?: Partial<SalesforceTask>;
  },
): FieldMerge {
  const linked = linkedTask(start);
  const { agreed } = linked.salesforce;
  const task: Task = { ...linked, salesforce: { ...linked.salesforce, agreed: agreed && { ...agreed, ...base } } };
  const ours = edited(task, here, at(10)) ?? task;
  return mergeTask(ours, ours.salesforce, rowOf(task, there, second), RULES)[field];
}

const KEEP = { does: 'keep', lost: null };
const SEND = { does: 'send', lost: null };
const SETTLE = { does: 'settle', lost: null };
const take = (value: unknown) => ({ does: 'take', value, lost: null });

describe('a field that was changed on one side', () => {
  it('takes what Salesforce has, and sends what we have', () => {
    expect(merge('due', { there: { due: '2026-12-09' } })).toEqual(take('2026-12-09'));
    expect(merge('due', { there: { due: null } })).toEqual(take(null));
    expect(merge('details', { there: { details: 'more' } })).toEqual(take('more'));
    expect(merge('priority', { there: { priority: 'High' } })).toEqual(take('high'));
    expect(merge('status', { there: { status: 'Completed', isClosed: true } })).toEqual(take('complete'));
    expect(merge('details', { here: { details: null } })).toEqual(SEND);
    expect(merge('due', { here: { due: '2026-12-24' } })).toEqual(SEND);
    expect(merge('status', { here: { status: 'complete' } })).toEqual(SEND);
  });

  it('leaves all others alone', () => {
    const there = { due: '2026-12-09' };
    for (const field of ['name', 'status', 'priority', 'details'] as const)
      expect(merge(field, { there })).toEqual(KEEP);
    expect(merge('due', { here: { priority: 'high' } })).toEqual(KEEP);
  });

  it('takes any closed status for complete, and Not Started alone for open', () => {
    expect(merge('status', { there: { status: 'Deferred', isClosed: true } })).toEqual(take('complete'));
    const start = { status: 'complete' } as const;
    expect(merge('status', { start, there: { status: 'Not Started', isClosed: false } })).toEqual(take('open'));
    expect(merge('status', { start, there: { status: 'In Progress', isClosed: false } })).toEqual(KEEP);
    expect(merge('status', { start, there: { status: 'Deferred', isClosed: true } })).toEqual(KEEP);
  });
});

it('the subject never becomes the name, and a changed name replaces it whatever is newer', () => {
  expect(merge('name', { there: { subject: 'Call somebody else' } })).toEqual(KEEP);
  expect(merge('name', { here: { name: 'Call Bob' } })).toEqual(SEND);
  expect(merge('name', { here: { name: 'Call Bob' }, there: { subject: 'Ring' }, second: 99 })).toEqual({
    does: 'send',
    lost: { side: 'salesforce', value: 'Ring' },
  });
});

describe('a field that was changed on both sides', () => {
  const both = { here: { due: '2026-12-24' }, there: { due: '2026-12-31' } };

  it('has the later change, the same second being Salesforce’s; the other one is kept as lost', () => {
    expect(merge('due', { ...both, second: 9 })).toEqual({
      does: 'send',
      lost: { side: 'salesforce', value: '2026-12-31' },
    });
    for (const second of [10, 11]) {
      expect(merge('due', { ...both, second })).toEqual({
        does: 'take',
        value: '2026-12-31',
        lost: { side: 'actions', value: '2026-12-24' },
      });
    }
  });

  it('is settled where both wrote the same, however Salesforce spells it', () => {
    const details = 'one\ntwo';
    expect(merge('details', { here: { details }, there: { details: ' one\r\ntwo \r\n' }, second: 99 })).toEqual(SETTLE);
    expect(merge('status', { here: { status: 'complete' }, there: { status: 'Deferred', isClosed: true } })).toEqual(
      SETTLE,
    );
  });

  it('is complete where one side closed it, however old that is', () => {
    const reopened = { start: { status: 'complete' }, here: { status: 'open' } } as const;
    expect(merge('status', { ...reopened, there: { status: 'Deferred', isClosed: true }, second: 1 })).toEqual({
      does: 'take',
      value: 'complete',
      lost: { side: 'actions', value: 'open' },
    });
    const waiting = { status: 'Waiting', isClosed: false };
    expect(merge('status', { here: { status: 'complete' }, there: waiting, second: 99 })).toEqual({
      does: 'send',
      lost: { side: 'salesforce', value: 'Waiting' },
    });
  });
});

describe('a status or priority that we have no word for', () => {
  it('changes nothing here, and stays there until the field is changed here', () => {
    expect(merge('priority', { there: { priority: 'Low' } })).toEqual(KEEP);
    expect(merge('status', { there: { status: 'In Progress' } })).toEqual(KEEP);
    const base = { priority: 'Low' };
    expect(merge('priority', { base, there: { priority: 'Low' } })).toEqual(KEEP);
    expect(merge('priority', { base, here: { priority: 'high' }, there: { priority: 'Low' } })).toEqual(SEND);
  });

  it('stays there too where it is newer than a change here', () => {
    const edit = { here: { priority: 'high' }, there: { priority: 'Low' } } as const;
    const lost = { side: 'actions', value: 'high' };
    expect(merge('priority', { ...edit, second: 11 })).toEqual({ does: 'settle', lost });
    expect(merge('priority', { ...edit, second: 9 })).toMatchObject({ does: 'send' });
  });
});
