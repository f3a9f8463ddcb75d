import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Db } from 'mongodb';
import { allText } from '../histories.ts';

/** Collections that hold people, sellers, activities, tasks, addresses or what is configured: that is what they are for. */
const PERSONAL = [
  'people',
  'peopleHistory',
  'salesActivities',
  'outbox',
  'tasks',
  'unsubscribes',
  'unsubscribePushes',
  'sellers',
  'connections',
  'panels',
  'settings',
];

interface Place {
  place: string;
  text: string;
}

/** Every run of every workflow and every Schedule of an instance, as Temporal stores and shows it. */
export async function temporalPlaces(client: Client, instance: string): Promise<Place[]> {
  const places: Place[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowId STARTS_WITH '${instance}/'` })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [history, described] = await Promise.all([handle.fetchHistory(), handle.describe()]);
    const json: unknown = JSON.parse(historyToJSON(history));
    places.push({ place: workflowId, text: allText([workflowId, json, described.raw, described.memo]) });
  }
  for await (const { scheduleId } of client.schedule.list()) {
    if (!scheduleId.startsWith(`${instance}/`)) continue;
    const described = await client.schedule.getHandle(scheduleId).describe();
    places.push({ place: scheduleId, text: allText([scheduleId, described.raw]) });
  }
  return places;
}

/** Every document of every collection that is not made for personal data, also of those that nobody knows here. */
export async function collectionPlaces(db: Db): Promise<Place[]> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const others = names.filter((name) => !PERSONAL.includes(name));
  const places = await Promise.all(
    others.map(async (name) => {
      const documents = await db.collection(name).find().toArray();
      // What an admin blocks is configuration, and the audit says who did it.
      const kept = documents.filter(
        (row) => !(name === 'audit' && (row.details as { setting?: string } | undefined)?.setting === 'blockedDomains'),
      );
      return kept.map((row) => ({ place: name, text: JSON.stringify(row) }));
    }),
  );
  return places.flat();
}

/** Arguments of a process and of all below it, as everybody on the machine can read them. */
export function argumentPlaces(pid: number): Place[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? parentOf(Number(entry)) : null;
    if (parent !== null) parents.set(Number(entry), parent);
  }
  const mine = [...parents.keys()].filter((one) => one === pid || isBelow(parents, one, pid));
  return mine.map((one) => ({ place: `process ${one}`, text: cmdline(one) }));
}

function isBelow(parents: ReadonlyMap<number, number>, one: number, above: number): boolean {
  for (let at = parents.get(one); at !== undefined && at > 1; at = parents.get(at)) if (at === above) return true;
  return false;
}

function parentOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  } catch {
    // It is gone.
    return null;
  }
}

function cmdline(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
