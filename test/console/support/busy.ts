import type { MarketoId } from '../../../model/ids.ts';
import { MINUTE_MS } from '../../../model/samples.ts';
import type { Store } from '../../../store/types.ts';

const CALLS = 60;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

/** An initial sync half done, changes that are followed, a comparison behind, and three people held. */
export async function seedPeople({ peopleState, suspects }: Store): Promise<void> {
  await peopleState.patch({
    ...{ initial: 'running', changes: 'running', strategy: 'ids', visible: 204_117, startedAt: ago(850) },
    progress: {
      ...{ done: 1_240_000, total: 2_000_000, read: 1_243_012, qualified: 204_117, calls: 4_133, at: ago(2) },
    },
    ...{ caughtUpAt: ago(24), lastTurn: { at: ago(22), seconds: 1.4, records: 37, reread: 31, written: 12, calls: 5 } },
    lastReconcile: {
      ...{ scanId: 'r1', reason: 'weekly', startedAt: ago(90_000), finishedAt: ago(86_000) },
      ...{ found: { missing: 0, extra: 0, stale: 14, wronglyQualified: 0 }, repaired: 14, held: 0, complete: true },
    },
  });
  await peopleState.setTrouble('initial', { key: 'marketo.608', at: ago(340), until: ago(-260) });
  const times = { since: ago(600), until: ago(-80_000), nextAt: ago(-600) };
  await suspects.put(
    [101, 102, 103].map((id) => ({ id: id as MarketoId, kind: 'held' as const, hint: 'absence' as const, ...times })),
  );
}

/** The last hour of a worker: all but a gap of three minutes. */
export async function seedSamples(
  { samples, quota }: Store,
  limits: Parameters<Store['quota']['status']>[0],
): Promise<void> {
  const { day } = await quota.status(limits);
  const ledger = quota.ledger(limits);
  for (let call = 0; call <= CALLS; call += 1) {
    await (await ledger.acquire({ priority: 'changes', deadlineMs: 30_000 })).release('done');
  }
  const now = Math.floor(Date.now() / MINUTE_MS);
  for (let back = 60; back >= 0; back -= 1) {
    const wave = Math.sin(back / 5);
    await samples.add(now - back, {
      peopleWritten: back > 40 ? 40 : Math.round(80_000 + 9_000 * wave),
      activitiesDone: { marketo: Math.round(300 + 280 * wave), salesforce: Math.round(180 - 120 * wave) },
    });
    if (back > 24 && back < 28) continue;
    await samples.look(now - back, {
      ...{ visible: 204_117 - back * 900, lagSeconds: 20 + (back % 7) * 4, activitiesWaiting: (back * 37) % 300 },
      ...{ activitiesFailed: back > 20 ? 0 : 4, callsToday: CALLS - back, day },
    });
  }
}
