import type { Task } from '../../../model/task/task.ts';
import { type Flow, readerOf } from '../flow.ts';
import { rowsById } from '../salesforce/read.ts';
import { applyRows } from './apply.ts';
import { takeSince } from './changes.ts';

const EVERY_MS = 24 * 3_600_000;
/** A day, and what the last sweep may have been late by. */
const BACK_MS = EVERY_MS + 3_600_000;
const PER_PAGE = 200;
const SWEEP = 'sweep';

export interface Swept {
  /** Linked Tasks that Salesforce has no more, or shares no more: by that alone none is deleted. */
  unseen: number;
}

/** `now`: Salesforce's. */
export async function isSweepDue({ store }: Flow, now: Date): Promise<boolean> {
  const last = await store.tasks.position(SWEEP);
  return last === null || now.getTime() - last.watermark.getTime() >= EVERY_MS;
}

/**
 * Once a day everything of the last day again, and every linked open Task by its id: what a late commit, a lost key or a
 * missed reassignment left behind is found (salesforce-rest 6.1, 7).
 */
export async function sweep(flow: Flow, now: Date): Promise<Swept> {
  const { tasks } = flow.store;
  const before = await tasks.position(SWEEP);
  await takeSince(flow, new Date(now.getTime() - BACK_MS));
  const unseen = await reread(flow, (after) => tasks.linkedOpen(after, PER_PAGE));
  await tasks.movePosition(SWEEP, before, { watermark: now, detail: '' });
  return { unseen };
}

/** Every task of a seller that Salesforce knows: the sync was off for a while (product.md Q34). */
export async function rereadSeller(flow: Flow, seller: string): Promise<void> {
  await reread(flow, (after) => flow.store.tasks.list({ seller, all: true }, after, PER_PAGE));
}

/** @returns how many Salesforce did not show */
async function reread(flow: Flow, pageAfter: (after: string) => Promise<Task[]>): Promise<number> {
  let unseen = 0;
  for (let after = ''; ; ) {
    flow.context.signal.throwIfAborted();
    const page = await pageAfter(after);
    const last = page.at(-1);
    if (last === undefined) return unseen;
    const ids = page.flatMap(({ salesforce: { taskId, agreed } }) =>
      taskId === null || agreed?.isDeleted === true ? [] : [taskId],
    );
    const rows = await rowsById(readerOf(flow), ids);
    await applyRows(flow, rows);
    unseen += ids.length - rows.length;
    after = last.id;
  }
}
