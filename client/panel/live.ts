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
import { readBatch } from './read-batch.ts';
import { type LookedUp, lookUpTypes } from './type-lookup.ts';

export interface LiveOptions {
  store: Pick<Store, 'panels' | 'people' | 'activityTypes'>;
  marketo: PanelMarketo;
  clock: Clock;
  /** How long Marketo may take for one panel. */
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

/**
 * Asks Marketo, single-flight: who is being asked for already is not asked for again, and the answer goes to everybody
 * who waits. Everything of one load leaves at once; the ledger spreads it over our share.
 */
export function createLiveReader(options: LiveOptions) {
  const { store, marketo, clock, deadlineMs } = options;
  const flights = new Map<string, Promise<LiveAnswer>>();
  const keyOf = (group: PanelGroup, id: MarketoId) => `${group}/${id}`;

  /** Never fails for Marketo's sake: each answer has its own error. */
  function refresh(wanted: Wanted, rows: Rows): Promise<LiveAnswer[]> {
    const fresh = new Map(
      [...wanted].map(([group, ids]) => [group, ids.filter((id) => !flights.has(keyOf(group, id)))]),
    );
    begin(fresh, rows);
    const waited = [...wanted].flatMap(([group, ids]) => ids.flatMap((id) => flights.get(keyOf(group, id)) ?? []));
    return Promise.all(waited);
  }

  function begin(wanted: Wanted, rows: Rows): void {
    const now = clock.now();
    const batches = batchesOf(wanted, rows, now);
    if (batches.length === 0) return;
    const error = () => new AppError('panel.deadline', { details: { seconds: Math.round(deadlineMs / 1_000) } });
    void withDeadline({ ms: deadlineMs, error, signal: undefined }, async (signal) => {
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

  /** Everybody of the batch is under way from here on, until it has an answer. */
  function fly(batch: Batch, load: Load, signal: AbortSignal): Promise<unknown> {
    const { group, ids } = batch;
    const answers = read(batch, load, signal);
    for (const id of ids) {
      const key = keyOf(group, id);
      const flight = answers
        .then((all) => all.get(id) ?? { id, group, part: null, error: null, isGone: false })
        .finally(() => flights.delete(key));
      // Whoever waits hears of it; perhaps nobody does any more.
      flight.catch(() => undefined);
      flights.set(key, flight);
    }
    return answers;
  }

  async function read(batch: Batch, load: Load, signal: AbortSignal): Promise<Map<MarketoId, LiveAnswer>> {
    const { group, ids } = batch;
    try {
      const { types: all, unlisted } = await load.types;
      if (group === 'sales' && unlisted !== null) throw unlisted;
      const types = all[group];
      if (types.size === 0) return new Map();
      const { reach } = widened(batch, load.rows, types);
      const request = { batch: { ...batch, reach }, types, rows: load.rows, token: await load.tokenOf(reach) };
      const { parts, error } = await readBatch(options, request, signal);
      const people = await store.people.readMany(ids);
      const isGone = (id: MarketoId) => people.get(id)?.marketo?.state !== 'qualified';
      await keep(
        group,
        [...parts].filter(([id]) => !isGone(id)),
      );
      return new Map(ids.map((id) => [id, { id, group, part: parts.get(id) ?? null, error, isGone: isGone(id) }]));
    } catch (error) {
      if (!isAppError(error)) throw error;
      return new Map(ids.map((id) => [id, { id, group, part: null, error, isGone: false }]));
    }
  }

  /** What was read is shown even where it can't be kept. */
  async function keep(group: PanelGroup, parts: readonly (readonly [MarketoId, PanelPart])[]): Promise<void> {
    try {
      await store.panels.put(parts.map(([id, part]) => ({ id, group, part })));
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
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
