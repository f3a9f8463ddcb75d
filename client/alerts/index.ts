import { ALERTS, type AlertId, type AlertUnit } from '../../model/alerts/catalogue.ts';
import { alertSummary } from '../../model/alerts/event.ts';
import { errorText } from '../../model/errors/text.ts';
import type { Store } from '../../store/types.ts';

/** An alert that fires now. */
export interface AlertView {
  alert: AlertId;
  /** Since when its condition holds. */
  since: Date;
  firedAt: Date;
  summary: string;
  /** Of docs/errors.md. */
  key: string;
  cause: string;
  fix: string;
  value: number | null;
  limit: number | null;
  /** Of both. */
  unit: AlertUnit | null;
  /** What the webhook has not taken yet. */
  undelivered: number;
}

/** The typed client's part for alerts: what the workers have seen (docs/alerts.md). */
export function createAlerts({ store }: { store: Pick<Store, 'alerts'> }) {
  return {
    /** What fires now, the longest first. */
    async list(): Promise<AlertView[]> {
      const rows = await store.alerts.list();
      return rows
        .flatMap(({ state, notices }): AlertView[] => {
          const { alert, firing, firedAt, since, key, value, limit } = state;
          if (!firing || firedAt === null) return [];
          const { cause, fix } = errorText(key);
          const text = { summary: alertSummary(state), key, cause, fix };
          const amounts = { value, limit, unit: ALERTS[alert].unit };
          return [{ alert, since: since ?? firedAt, firedAt, ...text, ...amounts, undelivered: notices.length }];
        })
        .toSorted((one, other) => one.firedAt.getTime() - other.firedAt.getTime());
    },
  };
}
