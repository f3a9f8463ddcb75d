import { restored } from '../model/errors/restored.ts';
import { type Cursor, FEED_MEMORY_MS, type Feed, INITIAL_OVERLAP_MS, WATERMARK_MARGIN_MS } from '../model/feeds.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import { nextInterval } from '../model/interval.ts';
import type { Evidence } from '../model/person.ts';
import { pollInterval } from '../model/push/poll.ts';
import { newReconcile } from '../model/reconcile.ts';
import { INTERVAL_DURING_INITIAL_MS, type PeopleSettings } from '../model/settings.ts';
import type { PeopleState } from '../store/types.ts';
import type { RereadSummary } from '../workflows/messages.ts';
import type { PeopleDeps } from './deps.ts';
import { type Collected, collect, nothingCollected, readAtCursor } from './feed-reader.ts';
import { mapped, pair } from './mapped.ts';
import { Announced } from './push/announced.ts';
import { type ApplyRequest, addSummaries, emptySummary, reread } from './reread.ts';
import type { Running } from './run.ts';
import { hintOf } from './suspects.ts';
import type { Parked } from './trouble.ts';

/**
 * done      all feeds read to their end          stopped  paused, switched off or not started
 * parked    the day's calls are used up
 * The feeds' memory is exceeded, they start anew:
 * reconcile everyone must be compared              rescan   everyone must be read, and compared where `reconcile` says so
 */
export type TurnOutcome =
  | { kind: 'done'; sequence: number; nextInMs: number; overlapDue: boolean; records: number; summary: RereadSummary }
  | { kind: 'stopped' }
  | Parked
  | { kind: 'reconcile' }
  | { kind: 'rescan'; reconcile?: true };

const OVERLAP_EVERY_MS = 24 * 3_600_000;
const USAGE_EVERY_MS = 3_600_000;
const SUSPECTS_PER_TURN = 300;

/** One turn of the continuous sync (design section 5, "People, changes"). */
export async function turn(
  deps: PeopleDeps,
  input: { rememberedSequence: number | null },
  run: Running,
): Promise<TurnOutcome> {
  const { store, clock } = deps;
  const settings = await store.settings.people();
  const current = await store.peopleState.get();
  if (!settings.sync || current.changes !== 'running' || current.fieldMap === null) return { kind: 'stopped' };
  const { state, map } = await mapped(deps);
  const cursors = await openCursors(deps, state, settings.deletionsIntervalMs);
  if (cursors.length === 0) return { kind: 'stopped' };
  const known = await sequenceFrom(deps, input.rememberedSequence ?? 0);
  if (cursors.some((cursor) => clock.now().getTime() - cursor.watermark.getTime() > FEED_MEMORY_MS)) {
    return startAnew(deps, state, run);
  }
  const startedAt = clock.now();
  await askUsage(deps, state, run);
  const announced = new Announced(settings.intervalMs);
  const { records, summary, calls } = await followFeeds(deps, { cursors, map, cap: settings.cap, announced, run });
  const total = addSummaries(summary, await askSuspects(deps, map, settings.cap, run));
  await store.peopleState.patch({
    caughtUpAt: startedAt,
    lastTurn: {
      at: startedAt,
      seconds: (clock.now().getTime() - startedAt.getTime()) / 1_000,
      records,
      reread: total.asked,
      written: total.written,
      calls,
    },
    ...(cursors.some(({ feed }) => feed === 'deletedLeads') ? { lastDeletedLeadsAt: startedAt } : {}),
  });
  await comparePushes(deps, announced);
  const nextInMs = await pause(deps, settings);
  const overlapDue = isDue(deps, state.lastOverlapAt ?? state.startedAt, OVERLAP_EVERY_MS);
  const sequence = await sequenceFrom(deps, known);
  return { kind: 'done', sequence, nextInMs, overlapDue, records, summary: total };
}

/** A database restored from a backup knows less than was seen before: nothing may go on from there. @throws AppError `store.restored` */
export async function sequenceFrom({ store }: Pick<PeopleDeps, 'store'>, least: number): Promise<number> {
  const known = await store.cursors.sequence();
  if (known < least) throw restored(least);
  return known;
}

/** The cursors to read this time: deletions only every ten minutes. */
async function openCursors(deps: PeopleDeps, state: PeopleState, everyMs: number): Promise<Cursor[]> {
  const feeds: Feed[] = ['leadChanges', 'activities'];
  if (isDue(deps, state.lastDeletedLeadsAt, everyMs)) feeds.push('deletedLeads');
  const cursors = await Promise.all(feeds.map((feed) => deps.store.cursors.get(feed)));
  return cursors.filter((cursor) => cursor !== null);
}

function isDue({ clock }: PeopleDeps, last: Date | null, everyMs: number): boolean {
  return last === null || clock.now().getTime() - last.getTime() >= everyMs;
}

/** The whole instance's calls of today, others included: we stop before it is exhausted. */
async function askUsage(deps: PeopleDeps, state: PeopleState, { signal }: Running): Promise<void> {
  if (!isDue(deps, state.lastUsageAt, USAGE_EVERY_MS)) return;
  const usage = await deps.marketo.usageToday({ priority: 'changes', signal });
  if (usage !== null) await deps.store.quota.setInstanceTotal(usage.day, usage.total);
  await deps.store.peopleState.patch({ lastUsageAt: deps.clock.now() });
}

interface Following {
  cursors: Cursor[];
  map: FieldMap;
  cap: number;
  announced: Announced;
  run: Running;
}

async function followFeeds(
  deps: PeopleDeps,
  { cursors, map, cap, announced, run }: Following,
): Promise<{ records: number; summary: RereadSummary; calls: number }> {
  let open = cursors;
  let records = 0;
  let calls = 0;
  let summary = emptySummary();
  while (open.length > 0) {
    const collected = nothingCollected();
    const askedAt = deps.clock.now();
    const context = { priority: 'changes', signal: run.signal } as const;
    const pages = await Promise.all(
      open.map(async (cursor) => ({ cursor, page: await readAtCursor(deps, cursor, map, context) })),
    );
    for (const { cursor, page } of pages) collect(collected, cursor.feed, page.records);
    const { visible } = await deps.store.peopleState.get();
    // Deletions and the losers of merges are polling's alone.
    const wrote = ({ evidence }: { evidence: Evidence }): Pick<ApplyRequest, 'wrote'> =>
      evidence !== 'leadChange' && evidence !== 'activity'
        ? {}
        : { wrote: (writes, stored) => announced.compare(writes, stored, { collected, askedAt }) };
    for (const part of byEvidence(collected)) {
      const request = { ...part, hints: collected.hints, map, cap, visible, signal: run.signal, ...wrote(part) };
      summary = addSummaries(summary, await reread(deps, { ...request, priority: 'changes', brake: true }));
    }
    run.signal.throwIfAborted();
    const moved = await Promise.all(
      pages.map(async ({ cursor, page }) => ({
        page,
        cursor: await deps.store.cursors.move(cursor, {
          token: page.nextPageToken,
          // Only an exhausted page says how far the feed is read.
          watermark: page.moreResult ? cursor.watermark : new Date(page.askedAt.getTime() - WATERMARK_MARGIN_MS),
        }),
      })),
    );
    records += collected.records;
    calls += pages.length + Math.ceil(collected.ids.size / 300);
    run.note({ records, reread: summary.asked, written: summary.written });
    open = moved.filter(({ page }) => page.moreResult).map(({ cursor }) => cursor);
  }
  return { records, summary, calls };
}

/** One read for each reason, so that the history names the right one. */
function byEvidence({ ids }: Collected): { ids: MarketoId[]; evidence: Evidence }[] {
  const groups = new Map<Evidence, MarketoId[]>();
  for (const [id, evidence] of ids) groups.set(evidence, [...(groups.get(evidence) ?? []), id]);
  return [...groups].map(([evidence, group]) => ({ evidence, ids: group }));
}

async function askSuspects(deps: PeopleDeps, map: FieldMap, cap: number, { signal }: Running): Promise<RereadSummary> {
  const due = await deps.store.suspects.due(deps.clock.now(), SUSPECTS_PER_TURN);
  if (due.length === 0) return emptySummary();
  const { visible } = await deps.store.peopleState.get();
  return reread(deps, {
    ids: due.map((suspect) => suspect.id),
    hints: new Map(due.flatMap((suspect) => pair(suspect.id, hintOf(suspect)))),
    suspects: new Map(due.map((suspect) => [suspect.id, suspect])),
    evidence: 'suspect',
    priority: 'changes',
    brake: true,
    map,
    cap,
    visible,
    signal,
  });
}

/** Once somebody was pushed, every poll shows whether pushes tell everything. */
async function comparePushes({ store, clock }: PeopleDeps, announced: Announced): Promise<void> {
  const { lastAt } = await store.pushes.state();
  if (lastAt !== null) await announced.keep(store, clock.now());
}

async function pause({ store, clock, limits }: PeopleDeps, settings: PeopleSettings): Promise<number> {
  const [{ initial }, quota, pushes] = await Promise.all([
    store.peopleState.get(),
    store.quota.status(limits),
    store.pushes.state(),
  ]);
  const settingMs = initial === 'running' ? settings.intervalMs : pollInterval(settings, pushes, clock.now());
  const affordable = nextInterval({
    settingMs,
    callsLeft: quota.limitToday - quota.usedToday,
    msUntilReset: quota.resetsAt.getTime() - clock.now().getTime(),
  });
  // The initial sync reads everyone anyway; where polling was asked to be fast, stay in proportion.
  return initial === 'running'
    ? Math.max(affordable, Math.min(INTERVAL_DURING_INITIAL_MS, settingMs * 120))
    : affordable;
}

/**
 * Deletions are forgotten after 14 days (marketo-rest 5.6): the feeds start anew, and a comparison finds who is gone.
 * Where not everyone has been read, that comes first.
 */
async function startAnew(deps: PeopleDeps, { initial }: PeopleState, { signal }: Running): Promise<TurnOutcome> {
  const { store, marketo, clock } = deps;
  // What heals it is stored first: fresh positions without it would look as if nothing had been missed.
  await requestReconcile(deps);
  if (initial !== 'complete') {
    const scanId = `rescan-${clock.now().toISOString()}`;
    await store.peopleState.patch({ initial: 'running', scanId, highestId: null, progress: null, completedAt: null });
  }
  const since = new Date(clock.now().getTime() - INITIAL_OVERLAP_MS);
  for (const feed of ['leadChanges', 'activities', 'deletedLeads'] as const) {
    const token = await marketo.pagingToken(since, { priority: 'changes', signal });
    await store.cursors.create(feed, { token, watermark: since }, { replace: true });
  }
  const details = { reason: 'feeds older than 14 days', everyoneReadFirst: initial !== 'complete' };
  await store.audit.add({ action: 'people.rescan', by: 'worker', details });
  return initial === 'complete' ? { kind: 'reconcile' } : { kind: 'rescan', reconcile: true };
}

/** Any other comparison under way may have asked for people before the gap; one that waits for this very reason is kept. */
async function requestReconcile({ store, clock }: PeopleDeps): Promise<void> {
  const current = await store.reconcile.get();
  if (current?.reason === 'feedsTooOld' && current.startedAt === null && current.state === 'running') return;
  await store.reconcile.replace(newReconcile('feedsTooOld', clock.now()));
}
