import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { Task } from '../../../model/task/task.ts';
import type { Flow } from '../flow.ts';
import type { TaskRow } from '../salesforce/rows.ts';

const PER_CALL = 200;

/**
 * Writes our key on Tasks that have none: those made in Salesforce, once. What is refused or lost is written with the next
 * row that still has none; it is the same key always, by Salesforce's own id.
 */
export async function writeKeys(
  { salesforce, org, context }: Flow,
  rows: Iterable<readonly [TaskRow, Task]>,
): Promise<void> {
  if (!org.hasKey) return;
  const records = [...rows].flatMap(([{ task: row }, { salesforce: link }]) => {
    const isWanted = row.key === null && !row.isDeleted && link.state === 'linked' && link.taskId === row.id;
    return isWanted ? [{ Id: row.id, [KEY_FIELD]: link.key }] : [];
  });
  for (let from = 0; from < records.length; from += PER_CALL)
    await salesforce.update('Task', records.slice(from, from + PER_CALL), context);
}
