import type { TaskRow } from './rows.ts';

/** Of the Tasks with a key, the one that is alive; else one that is deleted. */
export function livingRow(rows: readonly TaskRow[], key: string): TaskRow | null {
  const found = rows.filter(({ task }) => task.key === key);
  return found.find(({ task }) => !task.isDeleted) ?? found[0] ?? null;
}
