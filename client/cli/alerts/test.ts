import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { testEvent } from '../../../model/alerts/event.ts';
import { readEnvironment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { WebhookAnswer } from '../../../net/webhook.ts';
import { action, examples } from '../lib/action.ts';
import { print, printJson } from '../lib/output.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addAlertsTest(group: Command): void {
  group
    .command('test')
    .summary('send a test to the webhook and say what came back')
    .description('Posts one signed event of kind test to ALERT_WEBHOOK_URL, once, and says how the receiver answered.')
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['alerts test', 'does the receiver take it?']]))
    .action(action(options, ({ json }) => test(json)));
}

async function test(json: boolean): Promise<number | undefined> {
  const env = readEnvironment(process.env);
  const { alertWebhook } = await import('../../../worker/alerts/webhook.ts');
  const webhook = alertWebhook(env);
  if (webhook === null) throw new AppError('alerts.webhookUnset');
  const at = new Date();
  const event = testEvent({ id: randomUUID(), instance: env.ACTIONS_SYNC_INSTANCE, at });
  const answer = await webhook.send({ id: event.id, body: JSON.stringify(event), at });
  if (json) printJson({ id: event.id, delivered: answer.problem === null, ...answer });
  else print(`Event ${event.id}: ${answerText(answer)}`);
  if (answer.problem === null) return undefined;
  return answer.status === null ? 3 : 1;
}

export function answerText({ problem, status, isPage }: WebhookAnswer): string {
  const page = isPage ? ' with a web page: is it the receiver that answers there, or a login page or proxy?' : '';
  switch (problem) {
    case null:
      return `taken, status ${status}${isPage ? `,${page}` : '.'}`;
    case 'address':
      return 'not sent: ALERT_WEBHOOK_URL must be https, and a host in a private network must be in ACTIONS_SYNC_PRIVATE_HOSTS.';
    case 'timeout':
      return 'no answer in time; the receiver may have it all the same, and must take the same id again without harm.';
    case 'unreachable':
      return 'not reachable. Check ALERT_WEBHOOK_URL, the network, and the certificate.';
    case 'redirect':
      return `status ${status}, a redirect, which is not followed. Set ALERT_WEBHOOK_URL to the final address.`;
    case 'status':
      return `refused, status ${status}${page === '' ? '. A 401 or 403 mostly means another secret there.' : `,${page}`}`;
  }
}
