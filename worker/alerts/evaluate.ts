import { randomUUID } from 'node:crypto';
import { alertEvent } from '../../model/alerts/event.ts';
import type { AlertFacts } from '../../model/alerts/facts.ts';
import { judge } from '../../model/alerts/rules.ts';
import { newAlertState, nextAlert } from '../../model/alerts/transition.ts';
import type { AlertNotice } from '../../store/alerts/types.ts';
import type { Store } from '../../store/types.ts';

export interface EvaluateOptions {
  store: Pick<Store, 'alerts' | 'settings'>;
  instance: string;
  facts: () => Promise<AlertFacts>;
  clearAfterMs: number;
}

/** A webhook that is away while an alert comes and goes is told the newest of it. */
const MOST_NOTICES = 20;

/**
 * One look: judges what the facts say, and stores what turned together with what is to be told of it, by compare-and-set.
 * However many workers look at once and wherever one dies, each turn is stored once.
 */
export async function evaluate({ store, instance, facts: read, clearAfterMs }: EvaluateOptions): Promise<void> {
  const [settings, facts, stored] = await Promise.all([store.settings.alerts(), read(), store.alerts.list()]);
  const rows = new Map(stored.map((row) => [row.state.alert, row]));
  for (const judgement of judge(facts, settings)) {
    const row = rows.get(judgement.alert) ?? null;
    const next = nextAlert(row?.state ?? newAlertState(judgement), judgement, facts.now, clearAfterMs);
    if (next === null) continue;
    const { state, event } = next;
    const notices: AlertNotice[] = [...(row?.notices ?? [])];
    if (event !== null) {
      const told = alertEvent(state, event, { id: randomUUID(), instance });
      notices.push({ event: told, logged: false, tries: 0, nextAt: facts.now });
    }
    // False: another worker has looked at the same time, and has stored what it saw.
    await store.alerts.move(row, { state, notices: notices.slice(-MOST_NOTICES) });
  }
}
