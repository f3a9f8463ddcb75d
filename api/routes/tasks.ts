import type { ActionsSyncClient } from '../../client/client.ts';
import type { TaskView } from '../../client/tasks/index.ts';
import { uuidV5 } from '../../model/uuid-v5.ts';
import type { TaskFilter } from '../../store/tasks/types.ts';
import type { Routes } from '../context.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { refusal } from '../problem.ts';
import { answers } from '../schemas/common.ts';
import { ownId } from '../schemas/input.ts';
import {
  newTask,
  task,
  taskEdit,
  taskParams,
  taskResult,
  tasksPage,
  tasksQuery,
  tasksSearch,
} from '../schemas/tasks.ts';

const tags = ['tasks'];
const reads = { scope: 'viewer' } as const;
const writes = { scope: 'operator' } as const;

/** Reminder tasks of sellers, both ways with Salesforce. */
export const taskRoutes: Routes = (api) => {
  api.get(
    '/api/v1/tasks',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'Reminder tasks, by id' },
        querystring: tasksQuery,
        response: answers({ 200: tasksPage }),
      },
    },
    async ({ query, actionsSync }) => pageOf(actionsSync, query),
  );

  api.post(
    '/api/v1/tasks/search',
    {
      config: { ...reads, isRead: true },
      schema: {
        ...{ tags, summary: 'The same of one seller, whose address belongs in no URL' },
        body: tasksSearch,
        response: answers({ 200: tasksPage }),
      },
    },
    async ({ body, actionsSync }) => pageOf(actionsSync, body),
  );

  api.post(
    '/api/v1/tasks',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Make a reminder task' },
        description: 'With an id of the caller’s own it is made once, however often this is repeated.',
        body: newTask,
        response: answers({ 200: taskResult, 201: taskResult }),
      },
    },
    async ({ body, actionsSync, operation }, reply) => {
      // Repeated after a crash, the operation makes no second one.
      const id = body.id ?? (operation === null ? undefined : uuidV5(operation, NAMESPACE));
      const made = await actionsSync.tasks.create(id === undefined ? body : { ...body, id });
      return reply.code(made.changed ? 201 : 200).send(made);
    },
  );

  api.get(
    '/api/v1/tasks/:id',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'One reminder task' },
        params: taskParams,
        response: answers({ 200: task }),
      },
    },
    async ({ params: { id }, actionsSync }) => {
      const found = await actionsSync.tasks.show(id);
      if (found === null) throw refusal('task.unknown', { id });
      return found;
    },
  );

  api.patch(
    '/api/v1/tasks/:id',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Change fields of a reminder task', params: taskParams, body: taskEdit },
        description: 'What is left out stays; null clears a due day or details.',
        response: answers({ 200: taskResult }),
      },
    },
    async ({ params: { id }, body, actionsSync }) => actionsSync.tasks.edit(id, body),
  );

  api.delete(
    '/api/v1/tasks/:id',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Delete a reminder task, in Salesforce too', params: taskParams },
        response: answers({ 200: taskResult }),
      },
    },
    async ({ params: { id }, actionsSync }) => actionsSync.tasks.delete(id),
  );

  for (const [name, summary] of [
    ['complete', 'Say that a reminder task is done'],
    ['reopen', 'Say that it is not'],
  ] as const)
    api.post(
      `/api/v1/tasks/:id/${name}`,
      {
        config: writes,
        schema: { ...{ tags, summary, params: taskParams }, response: answers({ 200: taskResult }) },
      },
      async ({ params: { id }, actionsSync }) => actionsSync.tasks[name](id),
    );
};

/** Of ids of tasks that were made under an idempotency key. */
const NAMESPACE = '4f2b0c0e-62a1-4b57-9f0d-3c5f2b8a7d16';

interface Asked extends TaskFilter {
  limit: number;
  cursor?: string | undefined;
}

async function pageOf(actionsSync: ActionsSyncClient, { limit, cursor, ...filter }: Asked) {
  const after = cursor === undefined ? '' : readCursor(cursor, ownId);
  const found: TaskView[] = await actionsSync.tasks.page(filter, after, limit + 1);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : cursorText(last.id) };
}
