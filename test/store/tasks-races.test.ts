import { expect, it } from 'vitest';
import type { TaskId } from '../../model/task/id.ts';
import { spelled } from '../../model/task/spelling.ts';
import { claimed, sent } from '../../model/task/steps.ts';
import type { SalesforceFields } from '../../model/task/task.ts';
import type { TaskStep } from '../../store/tasks/types.ts';
import type { Store } from '../../store/types.ts';
import { RULES, ticket, unsentTask } from '../model/task/tasks.ts';
import { hostileDriver } from './hostile.ts';
import { openTestStore } from './open.ts';
import { persist } from './persist.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'] as TaskId[];
const EDITORS = 3;
const EDITS = 15;

/** Sends what waits to a Salesforce that is a map, until nobody edits any more and nothing waits. */
async function send({ tasks }: Store, there: Map<TaskId, Partial<SalesforceFields>>, isOver: () => boolean) {
  for (let turn = 0; ; turn++) {
    const over = isOver();
    const waiting = (await persist(() => tasks.unsent(() => true, '', 100))).tasks;
    if (over && waiting.length === 0) return;
    const batch = `turn ${turn}`;
    const each = (step: TaskStep) => persist(() => tasks.change(new Map(waiting.map(({ id }) => [id, step]))));
    await each((task) => claimed(task, { batch, now: new Date(), rules: RULES }));
    const mine = await persist(() => tasks.getMany(waiting.map(({ id }) => id)));
    for (const [id, { salesforce }] of mine) {
      if (salesforce.sending?.batch === batch) there.set(id, { ...there.get(id), ...salesforce.sending.values });
    }
    await each((task) => sent(task, { batch, taskId: `00T${task.id}`, asOf: ticket(turn) }));
  }
}

it('whatever a database does while several people and the sender are at work, every change goes out', async () => {
  const hostile = hostileDriver(Number(process.env.TEST_SEED ?? 7), 0.3);
  const { store } = await openTestStore(hostile.wrap);
  await persist(() => store.migrate());
  for (const id of IDS) await persist(() => store.tasks.create(unsentTask({}, id)));
  const there = new Map<TaskId, Partial<SalesforceFields>>();
  let editing = EDITORS;
  async function edit(editor: number): Promise<void> {
    for (let count = 0; count < EDITS; count++) {
      const id = IDS[(count + editor) % IDS.length] as TaskId;
      const due = `20${30 + editor}-01-${String(count + 1).padStart(2, '0')}`;
      const fields = editor === 0 ? { due } : editor === 1 ? { details: due } : { name: due, due };
      await persist(() => store.tasks.edit(id, fields));
    }
    editing -= 1;
  }
  await Promise.all([
    ...Array.from({ length: EDITORS }, (_, editor) => edit(editor)),
    send(store, there, () => editing === 0),
  ]);
  const stored = await persist(() => store.tasks.getMany(IDS));
  for (const [id, task] of stored) expect(there.get(id)).toEqual(spelled(task, RULES));
  expect(stored.size).toBe(IDS.length);
  expect(Object.values(hostile.counts).every((count) => count > 0)).toBe(true);
  expect((await persist(() => store.tasks.counts(() => true))).unsent.count).toBe(0);
}, 60_000);
