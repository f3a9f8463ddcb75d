import { webhookKey } from '../../model/alerts/env.ts';
import type { Environment } from '../../model/env.ts';
import { createWebhook, type Webhook } from '../../net/webhook.ts';

/** Null: alerts are in the log alone. */
export function alertWebhook(env: Environment): Webhook | null {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret, ACTIONS_SYNC_PRIVATE_HOSTS: privateHosts } = env;
  if (url === undefined || secret === undefined) return null;
  return createWebhook({ url, key: webhookKey(secret), privateHosts: privateHosts ?? [] });
}
