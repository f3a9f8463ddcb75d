import { readField, spelled, spelling, type TaskRules } from './spelling.ts';
import type { AgreedTask, SalesforceTask, Task, TaskContent, TaskField } from './task.ts';
import { TASK_FIELDS } from './task.ts';

/**
 * What becomes of one field:
 * keep    nothing to do                       take    Salesforce's value is right, here too
 * send    ours is right: it goes out          settle  what was changed here needs not go out, or lost; nothing changes
 */
export type FieldMerge =
  | { does: 'keep' | 'settle' | 'send'; lost: FieldLoss | null }
  | { does: 'take'; value: TaskContent[TaskField]; lost: FieldLoss | null };

/** Whose value lost. */
export interface FieldLoss {
  side: 'actions' | 'salesforce';
  value: string | null;
}

export type Merge = Record<TaskField, FieldMerge>;

type Ours = Pick<Task, 'kind' | 'edits' | keyof TaskContent>;
type Base = Pick<Task['salesforce'], 'agreed'>;

/**
 * The three-way comparison of a task that is alive on both sides, field by field (design section 5; Q28, Q29): changed on
 * one side, that side's; on both, the later change's, the same second being Salesforce's; what is closed beats any other
 * change of the status. A value there that we have no word for changes nothing here, and stays there until a person
 * changes the field here. The name goes out only. Without a base all of Salesforce's fields count as changed.
 */
export function mergeTask(ours: Ours, { agreed }: Base, theirs: SalesforceTask, rules: TaskRules): Merge {
  const wanted = spelled(ours, rules);
  const merge = (field: TaskField): FieldMerge => {
    const edited = ours.edits[field];
    const value = readField(theirs, field, rules);
    const isSame = value === ours[field] || spelling(theirs, field) === spelling(wanted, field);
    const isChangedThere = agreed === null || spelling(theirs, field) !== spelling(agreed, field);
    if (edited === undefined) {
      return isChangedThere && value !== undefined && !isSame ? { does: 'take', value, lost: null } : KEEP;
    }
    if (isSame) return { does: 'settle', lost: null };
    if (!isChangedThere) return { does: 'send', lost: null };
    const lossOf = { salesforce: spelling(theirs, field), actions: ours[field] };
    if (oursWins(field, ours, { edited, theirs, rules })) return { does: 'send', lost: loss('salesforce', lossOf) };
    const lost = loss('actions', lossOf);
    return value === undefined ? { does: 'settle', lost } : { does: 'take', value, lost };
  };
  return {
    name: merge('name'),
    status: merge('status'),
    priority: merge('priority'),
    due: merge('due'),
    details: merge('details'),
  };
}

/** The fields that a linked task's Task must be given: those changed here that differ there. */
export function fieldsToSend(ours: Ours, agreed: AgreedTask, rules: TaskRules): TaskField[] {
  const wanted = spelled(ours, rules);
  return TASK_FIELDS.filter(
    (field) =>
      ours.edits[field] !== undefined &&
      readField(agreed, field, rules) !== ours[field] &&
      spelling(agreed, field) !== spelling(wanted, field),
  );
}

const KEEP: FieldMerge = { does: 'keep', lost: null };

const loss = (side: FieldLoss['side'], values: Record<FieldLoss['side'], string | null>): FieldLoss => {
  return { side, value: values[side] };
};

function oursWins(
  field: TaskField,
  ours: Ours,
  { edited, theirs, rules }: { edited: Date; theirs: SalesforceTask; rules: TaskRules },
): boolean {
  // Salesforce's subject is nobody's name: it is only ever written.
  if (field === 'name') return true;
  if (field === 'status' && ours.status === 'complete') return true;
  if (field === 'status' && theirs.isClosed) return false;
  return wholeSecond(edited.getTime() + rules.offsetMs) > wholeSecond(theirs.modifiedAt.getTime());
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1_000);
