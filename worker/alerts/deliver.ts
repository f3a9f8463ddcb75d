import type { Logger } from 'pino';
import type { AlertEvent } from '../../model/alerts/event.ts';
import type { Webhook, WebhookAnswer } from '../../net/webhook.ts';
import type { AlertNotice, AlertRow } from '../../store/alerts/types.ts';
import type { Store } from '../../store/types.ts';

export interface DeliverOptions {
  store: Pick<Store, 'alerts' | 'failures' | 'serverTime'>;
  /** Null: the log alone. */
  webhook: Webhook | null;
  logger: Pick<Logger, 'warn' | 'info'>;
  /** Shortest pause before the next try; it doubles with each. */
  firstPauseMs: number;
  /** Nobody else takes a notice meanwhile; what a worker held that died is given back then. */
  claimedMs: number;
}

const LONGEST_PAUSE_MS = 3_600_000;
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;
/** A receiver that was restarted is nobody's business. */
const TOLD_AFTER_TRIES = 3;
const CAS_TRIES = 20;
const FLOW = 'alerts';

/** Tells what is due: the log once, the webhook until it has taken it; those of one alert in order. */
export async function deliver(options: DeliverOptions): Promise<void> {
  const rows = await options.store.alerts.list();
  const now = await options.store.serverTime();
  await Promise.all(rows.filter(({ notices }) => notices.length > 0).map((row) => deliverRow(options, row, now)));
}

async function deliverRow(options: DeliverOptions, row: AlertRow, now: Date): Promise<void> {
  const { alerts } = options.store;
  for (const notice of row.notices) {
    if (notice.nextAt > now) return;
    const { id } = notice.event;
    const isMine = await change(alerts, row.state.alert, id, (found) =>
      found.nextAt > now ? undefined : { ...found, nextAt: new Date(now.getTime() + options.claimedMs) },
    );
    if (!isMine) return;
    if (!notice.logged) log(options.logger, notice.event);
    const answer = await send(options.webhook, notice.event, now);
    if (answer.problem === null) {
      await change(alerts, row.state.alert, id, () => null);
      if (options.webhook !== null) await options.store.failures.clear(FLOW);
    } else {
      await refused(options, row, notice, answer, now);
      return;
    }
  }
}

/** Logged at once; what has waited a day is not news any more. */
async function refused(
  { store, firstPauseMs }: DeliverOptions,
  { state }: AlertRow,
  { event, tries: before }: AlertNotice,
  { problem, status }: WebhookAnswer,
  now: Date,
): Promise<void> {
  const tries = before + 1;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** Math.min(before, 12));
  const isOld = now.getTime() - new Date(event.at).getTime() > GIVEN_UP_AFTER_MS;
  const nextAt = new Date(now.getTime() + pauseMs);
  await change(store.alerts, state.alert, event.id, (found) =>
    isOld ? null : { ...found, logged: true, tries, nextAt },
  );
  if (tries < TOLD_AFTER_TRIES) return;
  const details = { problem: problem ?? 'none', ...(status === null ? {} : { status }) };
  await store.failures.record({ flow: FLOW, key: 'alerts.webhookFails', details });
}

/**
 * Changes one notice, whatever becomes of the others; null drops it, undefined leaves it alone. Another worker may look at
 * the alert at the same time: tried again then. @returns whether it was there and was changed
 */
async function change(
  alerts: Store['alerts'],
  alert: string,
  id: string,
  next: (found: AlertNotice) => AlertNotice | null | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < CAS_TRIES; attempt++) {
    const row = (await alerts.list()).find(({ state }) => state.alert === alert);
    const found = row?.notices.find(({ event }) => event.id === id);
    if (row === undefined || found === undefined) return false;
    const changed = next(found);
    if (changed === undefined) return false;
    const notices = row.notices.flatMap((one) => (one === found ? (changed ?? []) : one));
    if (await alerts.move(row, { state: row.state, notices })) return true;
  }
  return false;
}

function log(
  logger: DeliverOptions['logger'],
  { id, event, alert, key, at, since, summary, cause, fix, value, limit }: AlertEvent,
): void {
  const line = { alert, event, id, error: key, at, since, cause, fix, value, limit };
  if (event === 'fired') logger.warn(line, `alert: ${summary}`);
  else logger.info(line, `alert over: ${summary}`);
}

const DELIVERED: WebhookAnswer = { problem: null, status: null, isPage: false };

function send(webhook: Webhook | null, event: AlertEvent, at: Date): Promise<WebhookAnswer> {
  if (webhook === null) return Promise.resolve(DELIVERED);
  return webhook.send({ id: event.id, body: JSON.stringify(event), at });
}
