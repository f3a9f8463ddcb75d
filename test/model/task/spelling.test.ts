import { describe, expect, it } from 'vitest';
import { canonicalText, statusesFrom } from '../../../model/task/spelling.ts';
import { isOverdue } from '../../../model/task/work.ts';
import { at, CONTENT } from './tasks.ts';

describe('the statuses that an org has', () => {
  const value = (name: string, isClosed = false, isDefault = false) => ({ name, isClosed, isDefault });

  it('are Not Started and Completed where there are such', () => {
    const all = [
      value('In Progress', false, true),
      value('Not Started'),
      value('Deferred', true),
      value('Completed', true),
    ];
    expect(statusesFrom(all)).toEqual({ open: 'Not Started', complete: 'Completed' });
  });

  it('are else the default, or the first one, open and closed each', () => {
    const all = [value('Neu'), value('Offen', false, true), value('Weg', true), value('Fertig', true)];
    expect(statusesFrom(all)).toEqual({ open: 'Offen', complete: 'Weg' });
    // A closed one of that name opens nothing.
    expect(statusesFrom([value('Not Started', true), value('Offen')])).toEqual({
      open: 'Offen',
      complete: 'Not Started',
    });
    expect(statusesFrom([value('Neu')])).toBeNull();
  });
});

it('texts compare without regard to line ends, blanks around them and control characters; a blank one is none', () => {
  expect(canonicalText(' a\r\nb\rc\u0007 \n', 99)).toBe('a\nb\nc');
  expect(canonicalText(' \t\n', 99)).toBeNull();
  expect(canonicalText('ab c', 3)).toBe('ab');
  expect(canonicalText('a😀', 2)).toBe('a');
});

it('a call is overdue two minutes after it was claimed', () => {
  const sending = { batch: 'b', since: at(0), work: 'create', values: {}, content: CONTENT } as const;
  expect([isOverdue(sending, at(119)), isOverdue(sending, at(120))]).toEqual([false, true]);
});
