import type { RetentionSettings } from '../model/settings.ts';
import { KEPT_MS as ANSWERS_KEPT_MS } from '../store/idempotency/types.ts';
import type { PeopleDeps } from './deps.ts';
import { type Running, running } from './run.ts';

const PER_ROUND = 1_000;
/** Each of them looks through several collections. */
const ERASURES_PER_ROUND = 20;

type Deps = Pick<PeopleDeps, 'store' | 'clock'>;

/** How many documents went, or lost their personal data, by what they are. */
export type Retained = Record<
  'erasures' | 'history' | 'activities' | 'tasks' | 'panels' | 'audit' | 'failures' | 'answers',
  number
>;

const NOTHING: Retained = {
  erasures: 0,
  history: 0,
  activities: 0,
  tasks: 0,
  panels: 0,
  audit: 0,
  failures: 0,
  answers: 0,
};

/** Finishes erasures, then lets go what its setting keeps no longer. Every round is short; repeating it goes on. */
export const createRetentionActivities = (deps: Deps) => ({
  applyRetention: (): Promise<Retained> =>
    running(async (run) => {
      const counts = { ...NOTHING };
      const count = (of: keyof Retained, added: number) => {
        counts[of] += added;
        run.note(counts);
      };
      await finishErasures(deps, run, (added) => count('erasures', added));
      const settings = await deps.store.settings.retention();
      for (const [of, rounds] of Object.entries(roundsOf(deps, settings)) as [keyof Retained, Round][]) {
        for (let went = PER_ROUND; went === PER_ROUND; ) {
          run.signal.throwIfAborted();
          went = await rounds();
          count(of, went);
        }
      }
      await stripTasks(deps, settings, run, (added) => count('tasks', added));
      return counts;
    }),
});

/** @returns how many; fewer than `PER_ROUND`: nothing is left */
type Round = () => Promise<number>;

function roundsOf({ store, clock }: Deps, settings: RetentionSettings): Partial<Record<keyof Retained, Round>> {
  const now = clock.now().getTime();
  const rounds = (keptMs: number | null, drop: (before: Date, limit: number) => Promise<number>): Round => {
    return async () => (keptMs === null ? 0 : drop(new Date(now - keptMs), PER_ROUND));
  };
  return {
    history: rounds(settings.historyMs, (...round) => store.people.dropHistory(...round)),
    activities: rounds(settings.activitiesMs, (...round) => store.salesActivities.strip(...round)),
    panels: rounds(settings.panelsMs, (...round) => store.panels.expire(...round)),
    audit: rounds(settings.auditMs, (...round) => store.audit.expire(...round)),
    failures: rounds(settings.failuresMs, (...round) => store.failures.expire(...round)),
    answers: rounds(ANSWERS_KEPT_MS, (...round) => store.idempotency.expire(...round)),
  };
}

async function finishErasures({ store, clock }: Deps, { signal }: Running, count: (added: number) => void) {
  const { erasures } = store;
  const now = clock.now();
  for (;;) {
    const due = await erasures.due(now, ERASURES_PER_ROUND);
    if (due.length === 0) return;
    await erasures.finish(
      due.map(({ id }) => id),
      now,
      signal,
    );
    count(due.length);
  }
}

/** By position: what still waits to go out is passed over. */
async function stripTasks(
  { store, clock }: Deps,
  { tasksMs }: RetentionSettings,
  { signal }: Running,
  count: (added: number) => void,
): Promise<void> {
  if (tasksMs === null) return;
  const before = new Date(clock.now().getTime() - tasksMs);
  for (let after: string | null = ''; after !== null; ) {
    signal.throwIfAborted();
    const { stripped, next } = await store.tasks.strip(before, after, PER_ROUND);
    count(stripped);
    after = next;
  }
}
