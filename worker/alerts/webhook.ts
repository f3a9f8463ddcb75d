import { webhookKey } from '../../model/alerts/env.ts';
import type { Environment } from '../../model/env.ts';
import { createWebhook, type Webhook } from '../../net/webhook.ts';

/** Null: alerts are in the log alone. */
export function alertWebhook({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret }: Environment): Webhook | null {
  return url === undefined || secret === undefined ? null : createWebhook({ url, key: webhookKey(secret) });
}
