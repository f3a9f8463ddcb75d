import { errorText } from '../../../model/errors/text.ts';
import type { LostEdit } from '../../../model/task/task.ts';
import type { TaskView } from '../../tasks/view.ts';
import { moment, printable } from '../lib/format.ts';

const SIDES = { actions: 'here', salesforce: 'in Salesforce' } as const;

const PARTED = {
  archived: 'archived there for its age; not synced any more',
  reassigned: 'belongs to somebody there who is no seller here; not synced, and in nobody’s list',
  erased: 'its texts were erased here; not synced any more, and left alone there',
} as const;

/** How a task is with Salesforce, after `Salesforce:`. */
export function syncWords({ salesforce, deletedAt }: TaskView): string {
  const { state, taskId, unsent, parted, error } = salesforce;
  const there = taskId === null ? '' : ` (Task ${taskId})`;
  switch (state) {
    case 'notSynced':
      return deletedAt === null ? 'not synced: made while the sync was off' : 'never told';
    case 'waiting':
      return unsent.length === 0 ? `waits to be told${there}` : `waits to be told of ${unsent.join(', ')}${there}`;
    case 'synced':
      return deletedAt === null ? `synced${there}` : `deleted there too${there}`;
    case 'refused':
      return `refused${there}: ${errorText(error ?? '').meaning} (${error})`;
    case 'parted':
      return `${PARTED[parted ?? 'archived']}${there}`;
  }
}

export function changeWords(what: string, at: Date | null, side: keyof typeof SIDES | null): string {
  return at === null || side === null ? 'no' : `${what} ${moment(at)} ${SIDES[side]}`;
}

export function lostLine({ field, value, side, against, at }: LostEdit): string {
  const cause = against === 'deletion' ? 'the other side’s deletion' : 'the other side’s change';
  const shown = value === null ? 'nothing' : `“${printable(value)}”`;
  return `${moment(at)}  ${field}: ${shown}, set ${SIDES[side]}, lost against ${cause}`;
}
