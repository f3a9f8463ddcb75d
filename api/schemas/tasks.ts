import { z } from 'zod';
import { taskEditInput, taskInput } from '../../model/task/input.ts';
import { TASK_FIELDS, TASK_KINDS } from '../../model/task/task.ts';
import { marketoId, moment, pageOf, paging } from './common.ts';
import { bodyPaging, day, flag, momentText, ownId } from './input.ts';

const side = z.enum(['actions', 'salesforce']);
const taskField = z.enum(TASK_FIELDS);

/** A reminder task and how it is with Salesforce. */
export const task = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['open', 'complete']),
    priority: z.enum(['normal', 'high']),
    due: z.string().nullable().meta({ description: 'A day, YYYY-MM-DD' }),
    details: z.string().nullable(),
    kind: z.enum(TASK_KINDS),
    seller: z.string(),
    personId: z.number().nullable(),
    origin: side,
    createdAt: moment,
    changedAt: moment,
    completedAt: moment.nullable(),
    completedIn: side.nullable(),
    deletedAt: moment.nullable(),
    deletedIn: side.nullable(),
    salesforce: z.object({
      state: z.enum(['notSynced', 'waiting', 'synced', 'refused', 'parted']),
      taskId: z.string().nullable(),
      unsent: z.array(taskField).meta({ description: 'Changed here, and not told to Salesforce' }),
      parted: z.enum(['reassigned', 'archived', 'erased']).nullable(),
      error: z.string().nullable().meta({ description: 'Key of docs/errors.md, where Salesforce refused it' }),
      refusedAt: moment.nullable(),
    }),
    lost: z
      .array(
        z.object({
          field: taskField,
          value: z.string().nullable(),
          side,
          against: z.enum(['edit', 'deletion']),
          at: moment,
        }),
      )
      .meta({ description: 'What conflicts have cost, the newest last' }),
  })
  .meta({ id: 'Task' });

/** A task after what was done to it. */
export const taskResult = z.object({
  task,
  changed: z.boolean().meta({ description: 'false: it was so already' }),
  wakeError: z
    .string()
    .nullable()
    .meta({ description: 'Why the flow could not be told: it goes out all the same, some minutes later' }),
});

const filter = {
  status: z.enum(['open', 'complete']).optional(),
  dueFrom: day.optional(),
  dueTo: day.optional(),
};

/** By id. What names a seller is an address: see `tasksSearch`. */
export const tasksQuery = z.strictObject({
  ...paging.shape,
  ...filter,
  personId: marketoId.optional(),
  changedSince: momentText.optional(),
  all: flag.meta({ description: 'Deleted and reassigned ones, too' }),
});

/** The same with a seller, whose address belongs in no URL. */
export const tasksSearch = z.strictObject({
  ...bodyPaging,
  ...filter,
  seller: z.string().max(320).optional(),
  personId: z.int().min(1).optional(),
  changedSince: momentText.optional(),
  all: z.boolean().default(false),
});

export const tasksPage = pageOf(task);
export const taskParams = z.object({ id: ownId });
export { taskEditInput as taskEdit, taskInput as newTask };

export type Task = z.output<typeof task>;
export type TaskResult = z.output<typeof taskResult>;
