import type { TasksStatus } from '../../tasks/status.ts';
import { ago, count, table } from '../lib/format.ts';

export function tasksScreen({ on, sellers, open, linked, unsent, held, refused }: TasksStatus, now: Date): string[] {
  const many = refused.reduce((sum, { count: of }) => sum + of, 0);
  const errors = refused.map(({ error, count: of }) => `${error} ${count(of)}`).join(', ');
  const parts = [
    ...(unsent.oldestAt === null ? [] : [`${count(unsent.count)} to be told, oldest ${ago(unsent.oldestAt, now)}`]),
    ...(held === 0 ? [] : [`${count(held)} held while it is off`]),
    ...(many === 0 ? [] : [`${count(many)} refused (${errors})`]),
  ];
  return table([
    ['Sync', on ? `on for ${sellers === 1 ? '1 seller' : `${count(sellers)} sellers`}` : 'off (tasks.sync)'],
    ['Tasks', `${count(open)} open · ${count(linked)} linked to Salesforce`],
    ['Salesforce', parts.length === 0 ? 'nothing waits' : parts.join(' · ')],
  ]);
}
