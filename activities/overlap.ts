import { INITIAL_OVERLAP_MS } from '../model/feeds.ts';
import type { RereadSummary } from '../workflows/messages.ts';
import type { PeopleDeps } from './deps.ts';
import { collect, nothingCollected, readFeed } from './feed-reader.ts';
import { mapped } from './mapped.ts';
import { addSummaries, emptySummary, IDS_PER_CALL, reread } from './reread.ts';
import type { Running } from './run.ts';

/** Who changed in the last 24 h, read again; moves no cursor. */
export async function overlap(deps: PeopleDeps, { signal, note }: Running): Promise<RereadSummary> {
  const { store, marketo, clock } = deps;
  const { map, state } = await mapped(deps);
  const { cap } = await store.settings.people();
  const context = { priority: 'changes', signal } as const;
  const startedAt = clock.now();
  const since = new Date(startedAt.getTime() - INITIAL_OVERLAP_MS);
  let total = emptySummary();
  const seen = new Set<number>();
  for (const feed of ['leadChanges', 'activities', 'deletedLeads'] as const) {
    let token = await marketo.pagingToken(since, context);
    let collected = nothingCollected();
    for (let more = true; more; ) {
      const page = await readFeed(deps, feed, token, map, context);
      collect(collected, feed, page.records);
      token = page.nextPageToken;
      more = page.moreResult;
      if (more && collected.ids.size < IDS_PER_CALL) continue;
      // Once a person was read in this sweep, only a hint is a reason to read again.
      const ids = [...collected.ids.keys()].filter((id) => !seen.has(id) || collected.hints.has(id));
      for (const id of ids) seen.add(id);
      const request = { ids, hints: collected.hints, map, cap, visible: state.visible, signal };
      total = addSummaries(
        total,
        await reread(deps, { ...request, evidence: 'overlap', priority: 'changes', brake: true }),
      );
      note({ asked: total.asked, written: total.written });
      collected = nothingCollected();
    }
  }
  await store.peopleState.patch({ lastOverlapAt: startedAt });
  return total;
}
