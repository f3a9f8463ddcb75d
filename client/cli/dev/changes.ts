import { request } from 'undici';
import { z } from 'zod';
import { requestedFields } from '../../../model/field-map.ts';
import type { MarketoId, Ticket } from '../../../model/ids.ts';
import { systemClock } from '../../../net/system-clock.ts';
import type { Running } from './types.ts';

const done = z.object({
  kind: z.string(),
  id: z.number(),
  fields: z.array(z.string()).optional(),
  losers: z.array(z.number()).optional(),
});
type Change = z.infer<typeof done>;
const answer = z.union([z.array(done), z.object({ done: z.array(done) }).transform((body) => body.done)]);

const WORDS: Record<string, string> = {
  edit: 'changed',
  create: 'created',
  delete: 'deleted',
  merge: 'merged',
  ownerChanged: 'new owner',
  ownerRemoved: 'owner removed',
  queued: 'moved to a queue',
  sfdcDelete: 'deleted in Salesforce',
};

const LOOK_EVERY_MS = 100;

/** Makes up changes in the simulator and prints each as it arrives in MongoDB, until aborted or `stopAfter` arrived. */
export async function followMadeUpChanges(
  running: Running,
  options: { perMinute: number; pollMs: number; stopAfter: number | null },
): Promise<number> {
  const { store, signal } = running;
  const { fieldMap } = await store.peopleState.get();
  const watched = new Set(fieldMap === null ? [] : requestedFields(fieldMap));
  const open = new Set<Promise<void>>();
  // Other changes at every start.
  let seed = Date.now() % 1_000_000_000;
  let arrived = 0;
  const goal = options.stopAfter ?? Number.POSITIVE_INFINITY;
  while (!signal.aborted && arrived < goal) {
    if (arrived + open.size >= goal) {
      await Promise.race(open);
      continue;
    }
    const before = await store.tickets.take();
    for (const change of await makeUp(running, seed++)) {
      // A change of a field that the sync does not carry is rightly not followed.
      if (change.fields !== undefined && !change.fields.some((field) => watched.has(field))) continue;
      const seen: Promise<void> = watch(running, change, { before, pollMs: options.pollMs })
        .then((here) => {
          if (here) arrived += 1;
        })
        .finally(() => open.delete(seen));
      // Ctrl-C ends the watching; any other error comes out of the race above or the next look at the store.
      seen.catch(() => {});
      open.add(seen);
    }
    await systemClock.sleep(60_000 / options.perMinute, signal).catch(() => {});
  }
  return arrived;
}

/** Follows a real instance: one line for each turn that brought something. */
export async function followRealChanges({ store, say, signal }: Running): Promise<void> {
  let last = 0;
  while (!signal.aborted) {
    const { lastTurn } = await store.peopleState.get();
    if (lastTurn !== null && lastTurn.at.getTime() > last) {
      last = lastTurn.at.getTime();
      if (lastTurn.records > 0)
        say(
          `${time()}  ${lastTurn.records} records, ${lastTurn.reread} people read again, ${lastTurn.written} written`,
        );
    }
    await systemClock.sleep(1_000, signal).catch(() => {});
  }
}

async function makeUp({ source, signal }: Running, seed: number): Promise<Change[]> {
  const response = await request(`${source.controlUrl}/random`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count: 1, seed }),
    signal,
  });
  return answer.parse(await response.body.json());
}

/**
 * The change has arrived when everyone it concerns was read with a later ticket. One that altered nothing (an owner
 * removed who was none) has no record to follow: it is given up when a later turn is through. @returns whether it arrived
 */
async function watch(
  { store, say, signal }: Running,
  change: Change,
  { before, pollMs }: { before: Ticket; pollMs: number },
): Promise<boolean> {
  const startedAt = Date.now();
  const ids = [change.id, ...(change.losers ?? [])] as MarketoId[];
  for (;;) {
    const { lastTurn } = await store.peopleState.get();
    const people = await store.people.readMany(ids);
    if (ids.every((id) => (people.get(id)?.marketo?.asOf ?? 0) > before)) {
      const state = people.get(change.id as MarketoId)?.marketo?.state ?? 'unknown';
      const what = [WORDS[change.kind] ?? change.kind, change.fields?.join(', ')].filter(Boolean).join(': ');
      const losers = change.losers === undefined ? '' : ` (${change.losers.join(', ')} into it)`;
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      say(
        `${time()}  person ${String(change.id).padEnd(8)} ${state.padEnd(10)} ${what}${losers}, ${seconds} s after the change`,
      );
      return true;
    }
    // Two polls later every feed was read to its end.
    if ((lastTurn?.at.getTime() ?? 0) > startedAt + 2 * pollMs) return false;
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
}

function time(): string {
  return new Date().toTimeString().slice(0, 8);
}
