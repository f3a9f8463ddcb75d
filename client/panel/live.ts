import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PanelPart } from '../../model/panel/entry.ts';
import type { PanelGroup } from '../../model/panel/kinds.ts';
import type { Clock } from '../../model/ports.ts';
import { withDeadline } from '../../net/deadline.ts';
import type { Store } from '../../store/types.ts';
import { type Batch, batchesOf, type Rows, startsOf, type Wanted } from './batches.ts';
import { tryAgain } from './pages.ts';
import type { PanelMarketo } from './ports.ts';
import { type BatchReading, readBatch } from './read-batch.ts';
import { type LookedUp, lookUpTypes } from './type-lookup.ts';

export interface LiveOptions {
  store: Pick<Store, 'panels' | 'people' | 'activityTypes'>;
  marketo: PanelMarketo;
  clock: Clock;
  /** How long a panel waits for Marketo. */
  deadlineMs: number;
}

/** What Marketo said of one person and group. */
export interface LiveAnswer {
  id: MarketoId;
  group: PanelGroup;
  /** Null: nothing newer than what is stored. */
  part: PanelPart | null;
  /** Why it is not all, or nothing. */
  error: AppError | null;
  /** The person left the visible people meanwhile. */
  isGone: boolean;
}

/** What the batches of one load share. */
interface Load {
  rows: Rows;
  types: Promise<LookedUp>;
  tokenOf: (reach: Batch['reach']) => Promise<string>;
}

/** A batch that is asked for. */
interface Flight {
  group: PanelGroup;
  ids: readonly MarketoId[];
  soFar: BatchReading['soFar'];
  answers: Promise<Map<MarketoId, LiveAnswer>>;
}

/**
 * A panel does not wait so long, but what it asked goes on: Marketo may give hundreds of empty pages before the first
 * activity of a person who does little, and the next panel should find them done.
 */
const READING_MS = 300_000;

/**
 * Asks Marketo, single-flight: who is being asked for already is not asked for again, and the answer goes to everybody
 * who waits. Everything of one load leaves at once; the ledger spreads it over our share.
 */
export function createLiveReader(options: LiveOptions) {
  const { store, marketo, clock, deadlineMs } = options;
  const flights = new Map<string, Flight>();
  const keyOf = (group: PanelGroup, id: MarketoId) => `${group}/${id}`;

  /** Never fails for Marketo's sake: each answer has its own error. */
  async function refresh(wanted: Wanted, rows: Rows): Promise<LiveAnswer[]> {
    begin(
      new Map([...wanted].map(([group, ids]) => [group, ids.filter((id) => !flights.has(keyOf(group, id)))])),
      rows,
    );
    const waited = new Map<Flight, Set<MarketoId>>();
    for (const [group, ids] of wanted) {
      for (const id of ids) {
        const flight = flights.get(keyOf(group, id));
        if (flight !== undefined) waited.set(flight, (waited.get(flight) ?? new Set()).add(id));
      }
    }
    const all = await inTime([...waited.keys()]);
    return all.flatMap(({ flight, answers }) =>
      [...answers].flatMap(([id, one]) => (waited.get(flight)?.has(id) ? [one] : [])),
    );
  }

  /** The answers of each, or what is known of it when the time is over. */
  async function inTime(waited: readonly Flight[]) {
    const timer = new AbortController();
    const over = delay(deadlineMs, null, { signal: timer.signal }).catch(() => null);
    const late = new AppError('panel.deadline', { details: { seconds: Math.round(deadlineMs / 1_000) } });
    try {
      return await Promise.all(
        waited.map(async (flight) => {
          const answers = await Promise.race([flight.answers, over]);
          return { flight, answers: answers ?? (await settle(flight, late)) };
        }),
      );
    } finally {
      timer.abort();
    }
  }

  function begin(wanted: Wanted, rows: Rows): void {
    const now = clock.now();
    const batches = batchesOf(wanted, rows, now);
    if (batches.length === 0) return;
    const error = () => new AppError('panel.deadline', { details: { seconds: READING_MS / 1_000 } });
    void withDeadline({ ms: READING_MS, error, signal: undefined }, async (signal) => {
      // Each call listens, and there are as many as batches.
      setMaxListeners(0, signal);
      const load = newLoad(batches, rows, now, signal);
      await Promise.allSettled(batches.map((batch) => fly(batch, load, signal)));
    }).catch(() => undefined);
  }

  function newLoad(batches: readonly Batch[], rows: Rows, now: Date, signal: AbortSignal): Load {
    const starts = startsOf(batches, rows, now);
    const tokens = new Map<Batch['reach'], Promise<string>>();
    const ask = (reach: Batch['reach']) =>
      tryAgain(clock, signal, () => marketo.pagingToken(starts[reach], { priority: 'panel', signal }));
    const tokenOf = (reach: Batch['reach']) => {
      const token = tokens.get(reach) ?? ask(reach);
      tokens.set(reach, token);
      return token;
    };
    return { rows, tokenOf, types: lookUpTypes(options, signal) };
  }

  /** Everybody of the batch is under way from here on, until there is an answer. */
  async function fly(batch: Batch, load: Load, signal: AbortSignal): Promise<void> {
    const { group, ids } = batch;
    const reading: Pick<Flight, 'soFar'> = { soFar: () => new Map() };
    const flight: Flight = { group, ids, soFar: () => reading.soFar(), answers: read(batch, load, reading, signal) };
    for (const id of ids) flights.set(keyOf(group, id), flight);
    try {
      await flight.answers;
    } finally {
      for (const id of ids) flights.delete(keyOf(group, id));
    }
  }

  async function read(
    batch: Batch,
    load: Load,
    reading: Pick<Flight, 'soFar'>,
    signal: AbortSignal,
  ): Promise<Map<MarketoId, LiveAnswer>> {
    const { group, ids } = batch;
    try {
      const { types: all, unlisted } = await load.types;
      const types = all[group];
      if (types.size === 0) return new Map();
      const { reach } = widened(batch, load.rows, types);
      const request = { batch: { ...batch, reach }, types, rows: load.rows, token: await load.tokenOf(reach) };
      const { soFar, ended } = readBatch(options, request, signal);
      reading.soFar = soFar;
      const error = await ended;
      return await settle({ group, ids, soFar }, error ?? (group === 'sales' ? unlisted : null));
    } catch (error) {
      if (!isAppError(error)) throw error;
      return await settle({ group, ids, soFar: reading.soFar }, error);
    }
  }

  /** What was read of people who are still visible is kept; it is shown even where it can't be. */
  async function settle(
    { group, ids, soFar }: Pick<Flight, 'group' | 'ids' | 'soFar'>,
    error: AppError | null,
  ): Promise<Map<MarketoId, LiveAnswer>> {
    const parts = soFar();
    const gone = new Set<MarketoId>();
    try {
      const people = await store.people.readMany(ids);
      for (const id of ids) if (people.get(id)?.marketo?.state !== 'qualified') gone.add(id);
      const kept = [...parts].filter(([id]) => !gone.has(id));
      await store.panels.put(kept.map(([id, part]) => ({ id, group, part })));
    } catch (failure) {
      if (!isAppError(failure)) throw failure;
    }
    return new Map(ids.map((id) => [id, { id, group, part: parts.get(id) ?? null, error, isGone: gone.has(id) }]));
  }

  return { refresh };
}

/** Of a type that was never asked for, everything is new. */
function widened(batch: Batch, rows: Rows, types: ReadonlyMap<number, unknown>): Batch {
  const isKnown = (id: MarketoId) => {
    const asked = new Set(rows.get(id)?.parts[batch.group]?.types);
    return [...types.keys()].every((type) => asked.has(type));
  };
  return batch.ids.every(isKnown) ? batch : { ...batch, reach: 'whole' };
}
