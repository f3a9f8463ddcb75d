import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import { isMarked, marksOf } from '../../../model/salesforce-task/marks.ts';
import type { Sendable } from '../ports.ts';
import { skipped } from './answers.ts';
import { waitsForSend } from './sends.ts';
import type { WrittenTask } from './task-try.ts';
import type { Writing } from './writing.ts';

/** The answer of a mark that was written with the new Task that it belongs to. */
export function foldedAnswer(sendable: Sendable, send: WrittenTask | undefined, { deps, org }: Writing): BranchAnswer {
  if (send?.answer.state === 'unknown') return send.answer;
  if (send?.answer.state === 'done') {
    const marksFor = (use: 'create' | 'update') => marksOf([sendable.activity.type], { fields: org.fields, use });
    const onNew = marksFor('create');
    if (Object.keys(onNew).length > 0 && isMarked(send.values, onNew)) return send.answer;
    if (Object.keys(marksFor('update')).length === 0) return skipped('nothingToUpdate');
  }
  return waitsForSend(sendable.row, deps.clock.now());
}
