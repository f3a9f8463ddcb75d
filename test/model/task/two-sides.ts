import { deletedHere, edited, type TaskEdit } from '../../../model/task/make.ts';
import type { TaskRules } from '../../../model/task/spelling.ts';
import { claimed, pulled, sent } from '../../../model/task/steps.ts';
import type { SalesforceFields, SalesforceTask, Task } from '../../../model/task/task.ts';
import { workOf } from '../../../model/task/work.ts';
import { at, linkedTask, RULES, rowOf, SELLER, TASK_ID, ticket } from './tasks.ts';

/** A task here and its Task in a Salesforce that spells texts in its own way, with one true time in seconds. */
export class TwoSides {
  task: Task = linkedTask();
  /** Our clock is so many seconds ahead. */
  readonly skew: number;
  writes = 0;
  private row: SalesforceTask = rowOf(this.task, {}, 1);
  private readonly rules: TaskRules;
  private reads: SalesforceTask[] = [];
  private tickets = 10;

  constructor(skew = 0) {
    this.skew = skew;
    this.rules = { ...RULES, offsetMs: -skew * 1_000 };
  }

  get theirs(): SalesforceTask {
    return this.row;
  }

  editHere(edit: TaskEdit, second: number): void {
    if (this.task.deleted === null) this.task = edited(this.task, edit, at(second + this.skew)) ?? this.task;
  }

  deleteHere(second: number): void {
    this.task = deletedHere(this.task, at(second + this.skew)) ?? this.task;
  }

  editThere(change: Partial<SalesforceFields>, second: number): void {
    if (this.row.isDeleted) return;
    const details = change.details?.replaceAll('\n', '\r\n').trim();
    const spelt = details === undefined ? change : { ...change, details: details === '' ? null : details };
    this.row = { ...this.row, ...spelt, modifiedAt: at(second), stamp: at(second) };
  }

  deleteThere(second: number): void {
    this.row = { ...this.row, isDeleted: true, stamp: at(second) };
  }

  pull(second: number): void {
    const read = { ...this.row, asOf: ticket(this.tickets++) };
    this.reads.push(read);
    this.take(read, second);
  }

  /** A read of before arrives once more, late. */
  pullAgain(which: number, second: number): void {
    const read = this.reads[which % Math.max(1, this.reads.length)];
    if (read !== undefined) this.take(read, second);
  }

  /** Read, compared, written. */
  push(second: number): void {
    this.pull(second);
    const work = workOf(this.task);
    if (work === null) return;
    const claim = claimed(this.task, { batch: 'b', now: at(second + this.skew), rules: this.rules });
    const sending = claim?.salesforce.sending;
    this.task = claim ?? this.task;
    if (sending === null || sending === undefined) return;
    this.writes += 1;
    if (work === 'delete') this.deleteThere(second);
    else this.editThere(sending.values, second);
    this.task = sent(this.task, { batch: 'b', taskId: TASK_ID, asOf: ticket(this.tickets++) }) ?? this.task;
  }

  private take(read: SalesforceTask, second: number): void {
    const context = { rules: this.rules, seller: SELLER, now: at(second + this.skew) };
    this.task = pulled(this.task, read, context) ?? this.task;
  }
}
