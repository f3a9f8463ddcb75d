import { brakeLimit } from '../model/brake.ts';
import { asOverCap, type Decision, decide, type Hint } from '../model/decide.ts';
import { type FieldMap, requestedFields, toPersonRead } from '../model/field-map.ts';
import type { MarketoId, Ticket } from '../model/ids.ts';
import type { Evidence, PersonDocument, PersonRead } from '../model/person.ts';
import type { CallPriority } from '../model/ports.ts';
import type { PersonWrite, Suspect } from '../store/types.ts';
import type { RereadSummary } from '../workflows/messages.ts';
import type { PeopleDeps } from './deps.ts';
import { noteSuspects } from './suspects.ts';

/** leads.json takes 300 values of a filter (marketo-rest 3.1). */
export const IDS_PER_CALL = 300;
/** Calls whose answers are written together: one look at the stored rows and one bulk for all of them. */
export const CALLS_PER_WRITE = 3;

/** How answers of Marketo are turned into writes. */
export interface ApplyRequest {
  hints?: ReadonlyMap<MarketoId, Hint>;
  evidence: Evidence;
  /** `people.cap`: no new people above it. */
  cap: number;
  visible: number;
  /** The suspects that are being asked for again, by id. */
  suspects?: ReadonlyMap<MarketoId, Suspect>;
  /** Off only where an admin asked for the departures. */
  brake: boolean;
  /** People who may not leave by themselves, whatever the brake allows. */
  hold?: ReadonlySet<MarketoId>;
  /** Told what was written, and what was stored before. */
  wrote?: (writes: readonly PersonWrite[], stored: ReadonlyMap<MarketoId, PersonDocument>) => void;
  signal: AbortSignal;
}

/** What to ask Marketo for. */
export interface AskRequest {
  ids: readonly MarketoId[];
  priority: CallPriority;
  map: FieldMap;
  signal: AbortSignal;
}

export type RereadRequest = ApplyRequest & AskRequest;

/** What one read from Marketo said of some ids; those that it did not return are in `ids` alone. */
export interface Answered {
  ids: readonly MarketoId[];
  /** Taken before the read was asked for. */
  ticket: Ticket;
  at: Date;
  reads: ReadonlyMap<MarketoId, PersonRead>;
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

/** Reads people again by id and writes what came back, and counts who joined and left; any number of ids. */
export async function reread(deps: PeopleDeps, request: RereadRequest): Promise<RereadSummary> {
  const idsPerStep = IDS_PER_CALL * CALLS_PER_WRITE;
  let total = emptySummary();
  for (let from = 0; from < request.ids.length; from += idsPerStep) {
    const step = {
      ...request,
      ids: request.ids.slice(from, from + idsPerStep),
      visible: request.visible + total.joined,
    };
    const summary = await rereadStep(deps, step);
    if (summary.joined !== summary.left) await deps.store.peopleState.addVisible(summary.joined - summary.left);
    total = addSummaries(total, summary);
  }
  return total;
}

/**
 * A few calls side by side and one write: tickets first, then the reads, then the decisions. Safe to repeat at any
 * point. Does not count the visible people: the caller does.
 */
export async function rereadStep(deps: PeopleDeps, request: RereadRequest): Promise<RereadSummary> {
  const { answers, stored } = await askStep(deps, request);
  return applyAnswers(deps, request, answers, stored);
}

/** A few calls side by side, each with a ticket taken before, and what is stored of the same ids. */
export async function askStep(
  deps: PeopleDeps,
  request: AskRequest,
): Promise<{ answers: Answered[]; stored: Map<MarketoId, PersonDocument> }> {
  const { store } = deps;
  const calls = chunks(request.ids, IDS_PER_CALL);
  const tickets = await store.tickets.takeMany(calls.length);
  const [stored, ...answers] = await Promise.all([
    store.people.readMany(request.ids),
    ...calls.map((ids, index) => ask(deps, request, ids, tickets[index])),
  ]);
  return { answers, stored };
}

async function ask(
  { marketo }: PeopleDeps,
  { map, priority, signal }: AskRequest,
  ids: readonly MarketoId[],
  ticket: Ticket | undefined,
): Promise<Answered> {
  if (ticket === undefined) throw new Error('a call without a ticket');
  const { leads, answeredAt } = await marketo.leadsByIds(ids, requestedFields(map), { priority, signal });
  return { ids, ticket, at: answeredAt, reads: new Map(leads.map((lead) => [lead.id, toPersonRead(lead, map)])) };
}

/** Decides for every id of some answers what to store, and stores it in one write. `stored`: what is there now. */
export async function applyAnswers(
  deps: PeopleDeps,
  request: ApplyRequest,
  answers: readonly Answered[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
): Promise<RereadSummary> {
  const { store } = deps;
  const { hints, evidence, signal } = request;
  const decisions = answers.flatMap(({ ids, ticket, at, reads }) =>
    ids.map((id) =>
      decide({
        id,
        ticket,
        at,
        evidence,
        read: reads.get(id) ?? null,
        stored: stored.get(id),
        hint: hints?.get(id),
      }),
    ),
  );
  const { writes, held } = await restrain(deps, request, decisions, stored);
  signal.throwIfAborted();
  await store.people.apply(writes, { evidence, signal });
  request.wrote?.(writes, stored);
  await keepWinners(deps, decisions, stored, held, signal);
  await noteSuspects(deps, request, decisions, held);
  return {
    asked: decisions.length,
    read: answers.reduce((sum, { reads }) => sum + reads.size, 0),
    written: writes.length,
    qualified: count(writes, (write) => write.part.state === 'qualified'),
    joined: count(writes, (write) => write.joins),
    left: count(writes, (write) => write.leaves),
    held: held.size,
    suspects: count(decisions, (decision) => decision.kind === 'suspect'),
  };
}

export function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

function count<T>(all: readonly T[], test: (one: T) => boolean): number {
  return all.reduce((sum, one) => sum + (test(one) ? 1 : 0), 0);
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
  request: ApplyRequest,
  decisions: readonly Decision[],
  stored: ReadonlyMap<MarketoId, PersonDocument>,
): Promise<{ writes: PersonWrite[]; held: Set<MarketoId> }> {
  const writes = decisions.filter((decision) => decision.kind === 'write');
  const kept = writes.filter((write) => write.leaves && request.hold?.has(write.id) === true);
  const leaving = writes.filter((write) => write.leaves && request.hold?.has(write.id) !== true);
  const allowed =
    leaving.length === 0 || !request.brake
      ? leaving.length
      : await deps.store.brake.reserve(leaving.length, brakeLimit(request.visible), deps.clock.now());
  const held = new Set([...kept, ...leaving.slice(allowed)].map((write) => write.id));
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
