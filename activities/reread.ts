import { brakeLimit } from '../model/brake.ts';
import { asOverCap, type Decision, decide, type Hint } from '../model/decide.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import type { Evidence, PersonDocument } from '../model/person.ts';
import type { CallPriority } from '../model/ports.ts';
import type { PersonWrite, Suspect } from '../store/types.ts';
import type { RereadSummary } from '../workflows/messages.ts';
import type { PeopleDeps } from './deps.ts';
import { noteSuspects } from './suspects.ts';

/** leads.json takes 300 values of a filter (marketo-rest 3.1). */
export const IDS_PER_CALL = 300;

export interface RereadRequest {
  ids: readonly MarketoId[];
  hints?: ReadonlyMap<MarketoId, Hint>;
  evidence: Evidence;
  priority: CallPriority;
  map: FieldMap;
  /** `people.cap`: no new people above it. */
  cap: number;
  visible: number;
  /** The suspects that are being asked for again, by id. */
  suspects?: ReadonlyMap<MarketoId, Suspect>;
  /** Off only where an admin asked for the departures. */
  brake: boolean;
  signal: AbortSignal;
}

export const emptySummary = (): RereadSummary => ({
  asked: 0,
  read: 0,
  written: 0,
  qualified: 0,
  joined: 0,
  left: 0,
  held: 0,
  suspects: 0,
});

export function addSummaries(a: RereadSummary, b: RereadSummary): RereadSummary {
  const keys = Object.keys(a) as (keyof RereadSummary)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as RereadSummary;
}

/** Reads people again by id and writes what came back; any number of ids, one call for 300. */
export async function reread(deps: PeopleDeps, request: RereadRequest): Promise<RereadSummary> {
  let total = emptySummary();
  for (let from = 0; from < request.ids.length; from += IDS_PER_CALL) {
    const chunk = {
      ...request,
      ids: request.ids.slice(from, from + IDS_PER_CALL),
      visible: request.visible + total.joined,
    };
    total = addSummaries(total, await rereadChunk(deps, chunk));
  }
  return total;
}

/** One call: ticket first, then the read, then the decisions, then one write. Safe to repeat at any point. */
export async function rereadChunk(deps: PeopleDeps, request: RereadRequest): Promise<RereadSummary> {
  const { store, marketo } = deps;
  const { ids, hints, evidence, map, signal, priority } = request;
  const ticket = await store.tickets.take();
  const [{ leads, answeredAt }, stored] = await Promise.all([
    marketo.leadsByIds(ids, requestedFields(map), { priority, signal }),
    store.people.readMany(ids),
  ]);
  const reads = new Map(leads.map((lead) => [lead.id, toPersonRead(lead, map)]));
  const decisions = ids.map((id) =>
    decide({
      id,
      ticket,
      at: answeredAt,
      evidence,
      read: reads.get(id) ?? null,
      stored: stored.get(id),
      hint: hints?.get(id),
    }),
  );
  const { writes, held } = await restrain(deps, request, decisions, stored);
  signal.throwIfAborted();
  await store.people.apply(writes, { evidence, signal });
  await keepWinners(deps, decisions, stored, held, signal);
  await noteSuspects(deps, request, decisions, held);
  const joined = writes.filter((write) => write.joins).length;
  const left = writes.filter((write) => write.leaves).length;
  if (joined !== left) await store.peopleState.addVisible(joined - left);
  return {
    asked: ids.length,
    read: reads.size,
    written: writes.length,
    qualified: writes.filter((write) => write.part.state === 'qualified').length,
    joined,
    left,
    held: held.size,
    suspects: decisions.filter((decision) => decision.kind === 'suspect').length,
  };
}

/**
 * Only the departure of a held loser waits. Who won is known now, and a deletion record may follow that says less. The
 * part is written as it is stored, under its own ticket and evidence: it changes nothing, or loses to a newer one.
 */
async function keepWinners(
  { store }: PeopleDeps,
  decisions: readonly Decision[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
  held: ReadonlySet<MarketoId>,
  signal: AbortSignal,
): Promise<void> {
  const byEvidence = new Map<Evidence, PersonWrite[]>();
  for (const decision of decisions) {
    const part = stored.get(decision.id)?.marketo;
    if (decision.kind !== 'write' || decision.alias === null || part === undefined || !held.has(decision.id)) continue;
    const write = { ...decision, part, changes: [], leaves: false };
    byEvidence.set(part.evidence, [...(byEvidence.get(part.evidence) ?? []), write]);
  }
  for (const [evidence, writes] of byEvidence) await store.people.apply(writes, { evidence, signal });
}

/** The cap on newcomers and the brake on departures (design section 5). */
async function restrain(
  deps: PeopleDeps,
  request: RereadRequest,
  decisions: readonly Decision[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
): Promise<{ writes: PersonWrite[]; held: Set<MarketoId> }> {
  const writes = decisions.filter((decision) => decision.kind === 'write');
  const leaving = writes.filter((write) => write.leaves);
  const allowed =
    leaving.length === 0 || !request.brake
      ? leaving.length
      : await deps.store.brake.reserve(leaving.length, brakeLimit(request.visible), deps.clock.now());
  const held = new Set(leaving.slice(allowed).map((write) => write.id));
  let room = Math.max(0, request.cap - request.visible);
  const restrained = writes
    .filter((write) => !held.has(write.id))
    .map((write) => {
      const isNew = write.joins && stored.get(write.id)?.firstSeen === undefined;
      const wasOver = stored.get(write.id)?.marketo?.state === 'overCap';
      if (!write.joins || !(isNew || wasOver)) return write;
      room -= 1;
      // Either never seen or over the cap before: kept out, nothing about the person has changed.
      return room >= 0 ? write : { ...write, part: asOverCap(write.part), joins: false, changes: [] };
    });
  return { writes: restrained, held };
}
