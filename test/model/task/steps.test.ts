import { describe, expect, it } from 'vitest';
import { adoptedTask, deletedHere, edited } from '../../../model/task/make.ts';
import { claimed, goneThere, lookedUp, pulled, refused, released, retried, sent } from '../../../model/task/steps.ts';
import type { Task } from '../../../model/task/task.ts';
import { isUnsent, workOf } from '../../../model/task/work.ts';
import { at, linkedTask, RULES, rowOf, SELLER, TASK_ID, ticket, unsentTask } from './tasks.ts';

const context = { rules: RULES, seller: SELLER, now: at(100) };
const must = (task: Task | null): Task => {
  if (task === null) throw new Error('nothing changed');
  return task;
};
const claim = (task: Task, batch = 'b') => must(claimed(task, { batch, now: at(50), rules: RULES }));
const done = (task: Task, batch = 'b') => must(sent(task, { batch, taskId: TASK_ID, asOf: ticket(51) }));

describe('a task made here', () => {
  it('goes out whole, once, and is linked then', () => {
    const sending = claim(unsentTask());
    expect(sending.salesforce.sending?.values).toEqual({
      subject: 'Call: Call Ada',
      status: 'Not Started',
      isClosed: false,
      priority: 'Normal',
      due: '2026-12-01',
      details: 'about the offer',
    });
    expect(claimed(sending, { batch: 'other', now: at(51), rules: RULES })).toBeNull();
    const linked = done(sending);
    expect(linked.salesforce).toMatchObject({ state: 'linked', taskId: TASK_ID, sending: null });
    expect(isUnsent(linked)).toBe(false);
    expect(sent(linked, { batch: 'b', taskId: TASK_ID, asOf: ticket(52) })).toBeNull();
  });

  it('never goes out when it was made while the sync was off', () => {
    const task = unsentTask();
    const none: Task = { ...task, salesforce: { ...task.salesforce, state: 'none' } };
    expect(workOf(none)).toBeNull();
    expect(workOf(must(edited(none, { status: 'complete' }, at(5))))).toBeNull();
  });

  it('sends what was changed while the call that made it was under way', () => {
    const changed = must(edited(claim(unsentTask()), { due: null, name: 'Call Bob' }, at(60)));
    const linked = done(changed);
    expect(Object.keys(linked.edits).toSorted()).toEqual(['due', 'name']);
    expect(claim(linked).salesforce.sending?.values).toEqual({ subject: 'Call: Call Bob', due: null });
  });

  it('is found by its key after a call of unknown outcome, and what was changed since goes out', () => {
    const doubtful = must(edited(claim(unsentTask()), { due: null }, at(60)));
    const found = rowOf(linkedTask(), {}, 70);
    for (const next of [lookedUp(doubtful, { batch: 'b', found, ...context }), pulled(doubtful, found, context)]) {
      expect(next).toMatchObject({ due: null, salesforce: { state: 'linked', sending: null, taskId: TASK_ID } });
      expect(claim(must(next)).salesforce.sending?.values).toEqual({ due: null });
    }
    const absent = must(lookedUp(doubtful, { batch: 'b', found: null, ...context }));
    expect(absent.salesforce).toMatchObject({ state: 'waiting', sending: null });
  });

  it('is deleted there after all when it was deleted here while it was made', () => {
    const deleted = must(deletedHere(claim(unsentTask()), at(60)));
    expect(workOf(deleted)).toBeNull();
    expect(isUnsent(deleted)).toBe(true);
    expect(workOf(done(deleted))).toBe('delete');
    expect(isUnsent(must(deletedHere(unsentTask(), at(60))))).toBe(false);
  });
});

describe('a call', () => {
  const task = must(edited(linkedTask(), { priority: 'high' }, at(10)));

  it('is made for what differs alone, and not at all where nothing does', () => {
    expect(claim(task).salesforce.sending?.values).toEqual({ priority: 'High' });
    const rules = { ...RULES, subjectTemplate: 'Reminder' };
    const renamed = must(edited(linkedTask(), { name: 'Else' }, at(10)));
    const once = done(must(claimed(renamed, { batch: 'b', now: at(50), rules })));
    const again = must(edited(once, { name: 'Again' }, at(60)));
    const settled = must(claimed(again, { batch: 'c', now: at(70), rules }));
    expect(settled.salesforce.sending).toBeNull();
    expect(isUnsent(settled)).toBe(false);
  });

  it('that was refused is made again only after a person has acted', () => {
    const failed = must(refused(claim(task), { batch: 'b', error: 'salesforce.validation', at: at(51) }));
    expect(isUnsent(failed)).toBe(false);
    expect(workOf(must(retried(failed)))).toBe('update');
    expect(workOf(must(edited(failed, { due: null }, at(60))))).toBe('update');
  });

  it('counts by its own batch alone', () => {
    const sending = claim(task);
    expect(refused(sending, { batch: 'x', error: 'e', at: at(1) })).toBeNull();
    expect(released(sending, { batch: 'x' })).toBeNull();
    expect(workOf(must(released(sending, { batch: 'b' })))).toBe('update');
  });

  it('of unknown outcome is settled by what is read', () => {
    const doubtful = claim(task);
    const there = must(
      lookedUp(doubtful, { batch: 'b', found: rowOf(linkedTask(), { priority: 'High' }), ...context }),
    );
    expect(isUnsent(there)).toBe(false);
    const not = must(lookedUp(doubtful, { batch: 'b', found: rowOf(linkedTask()), ...context }));
    expect(workOf(not)).toBe('update');
    const unseen = must(lookedUp(doubtful, { batch: 'b', found: null, ...context }));
    expect(workOf(unseen)).toBe('update');
  });
});

describe('a row of Salesforce’s', () => {
  it('that shows what we wrote changes nothing but what is known of it, and read again nothing at all', () => {
    const task = done(claim(must(edited(linkedTask(), { details: 'a\nb ' }, at(10)))));
    const row = rowOf(task, { details: 'a\r\nb' }, 60);
    const after = must(pulled(task, row, context));
    expect({ ...after, salesforce: null }).toEqual({ ...task, salesforce: null });
    expect(isUnsent(after)).toBe(false);
    expect(pulled(after, row, context)).toBeNull();
  });

  it('that is older than what was seen changes nothing', () => {
    const task = must(pulled(linkedTask(), rowOf(linkedTask(), { due: '2026-12-31' }, 20), context));
    expect(pulled(task, rowOf(linkedTask(), {}, 19), context)).toBeNull();
  });

  it('completes and reopens, and says when and where', () => {
    const closed = must(pulled(linkedTask(), rowOf(linkedTask(), { status: 'Deferred', isClosed: true }), context));
    expect(closed).toMatchObject({ status: 'complete', completed: { at: at(100), in: 'salesforce' } });
    const open = rowOf(closed, { status: 'Not Started', isClosed: false }, 3);
    expect(must(pulled(closed, open, context))).toMatchObject({ status: 'open', completed: null });
  });

  it('of another seller moves the task; of nobody here it ends the sync, and keeps the link', () => {
    const moved = must(pulled(linkedTask(), rowOf(linkedTask()), { ...context, seller: 'eve@example.com' }));
    expect(moved).toMatchObject({ seller: 'eve@example.com', salesforce: { state: 'linked' } });
    const left = must(pulled(linkedTask(), rowOf(linkedTask()), { ...context, seller: null }));
    expect(left).toMatchObject({
      seller: SELLER,
      salesforce: { state: 'parted', parted: 'reassigned', taskId: TASK_ID },
    });
    expect(workOf(must(edited(left, { due: null }, at(100))))).toBeNull();
    const back = must(pulled(left, rowOf(left, {}, 9), context));
    expect(back.salesforce).toMatchObject({ state: 'linked', parted: null });
  });

  it('that is archived ends the sync without deleting anything', () => {
    const row = rowOf(linkedTask(), { isArchived: true });
    expect(must(pulled(linkedTask(), row, context))).toMatchObject({
      deleted: null,
      salesforce: { state: 'parted', parted: 'archived' },
    });
  });
});

describe('a deletion', () => {
  const task = must(edited(linkedTask(), { due: null }, at(10)));

  it('there beats what was changed here, which is kept as lost', () => {
    const expected = {
      deleted: { at: at(100), in: 'salesforce' },
      edits: {},
      lost: [{ field: 'due', value: null, side: 'actions', against: 'deletion', at: at(100) }],
    };
    const gone = must(pulled(task, rowOf(task, { isDeleted: true }), context));
    expect(gone).toMatchObject(expected);
    expect(workOf(gone)).toBeNull();
    expect(must(goneThere(task, { asOf: ticket(9), now: at(100) }))).toMatchObject(expected);
    expect(goneThere(gone, { asOf: ticket(200), now: at(100) })).toBeNull();
  });

  it('here beats what was changed there, which is kept as lost, once', () => {
    const deleted = must(deletedHere(task, at(20)));
    expect(workOf(deleted)).toBe('delete');
    const row = rowOf(task, { details: 'new' }, 30);
    const next = must(pulled(deleted, row, context));
    expect(next.lost).toEqual([
      { field: 'details', value: 'new', side: 'salesforce', against: 'deletion', at: at(100) },
    ]);
    expect(workOf(next)).toBe('delete');
    expect(pulled(next, row, context)).toBeNull();
    const over = done(claim(next));
    expect(isUnsent(over)).toBe(false);
    expect(pulled(over, rowOf(over, { isDeleted: true }, 60), context)).toBeNull();
  });

  it('that was undone there is undone here, by a row that was read later', () => {
    const gone = must(pulled(linkedTask(), rowOf(linkedTask(), { isDeleted: true }, 20), context));
    expect(pulled(gone, rowOf(gone, { isDeleted: false }, 19), context)).toBeNull();
    const back = must(pulled(gone, rowOf(gone, { isDeleted: false, due: null }, 21), context));
    expect(back).toMatchObject({ deleted: null, due: null, salesforce: { state: 'linked' } });
  });
});

describe('a task made in Salesforce', () => {
  const row = rowOf(linkedTask(), { key: null, whoId: '00Q000000000001AAA' });
  const adopt = (change = {}) =>
    adoptedTask({ ...row, ...change }, { instance: 'test', seller: SELLER, rules: RULES, now: at(5) });

  it('has its subject as name, and one id for ever', () => {
    expect(adopt()).toMatchObject({
      name: 'Call: Call Ada',
      kind: 'custom',
      origin: 'salesforce',
      whoId: '00Q000000000001AAA',
      salesforce: { state: 'linked', taskId: TASK_ID },
    });
    expect(adopt({ subject: 'other' }).id).toBe('53f26cf8-00f6-5240-97cb-276d7b1ae950');
    expect(isUnsent(adopt())).toBe(false);
  });

  it('has something to show for what we have no word for, and leaves that in Salesforce', () => {
    const task = adopt({ subject: ' ', priority: 'Low', status: 'In Progress' });
    expect(task).toMatchObject({ name: 'Task', priority: 'normal', status: 'open' });
    const changed = claim(must(edited(task, { due: null }, at(10))));
    expect(changed.salesforce.sending?.values).toEqual({ due: null });
    expect(adopt({ status: 'Deferred', isClosed: true })).toMatchObject({
      status: 'complete',
      completed: { in: 'salesforce' },
    });
  });
});
