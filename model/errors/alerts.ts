import { entries } from './entry.ts';

/** What alerts say, and what can go wrong with telling them. */
export const alertErrors = entries({
  'alerts.flowGone': {
    class: 'config',
    meaning: 'A flow that is on has no workflow in Temporal',
    cause: 'It was terminated there, or Temporal was wiped, and no worker could start it again.',
    fix: 'Check that `actions-sync worker` runs and reaches Temporal; it starts what is missing within a minute.',
  },
  'alerts.flowSilent': {
    class: 'config',
    meaning: 'A flow that is on has done nothing for long',
    cause: 'No worker polls the task queue, its workflow is stuck, or a vendor does not answer.',
    fix: 'Run `actions-sync status`; start a worker where none runs, else look at the workflow in the Temporal UI.',
  },
  'alerts.late': {
    class: 'config',
    meaning: 'What waits has waited for longer than it should',
    cause: 'More comes than goes out, a vendor is slow or refuses, or too few workers run.',
    fix: 'Run `actions-sync status` and `actions-sync failures list` to see what it waits for.',
  },
  'alerts.quotaNear': {
    class: 'quota',
    meaning: 'Our share of today’s Marketo calls is nearly used up',
    cause: 'More was read or sent today than MARKETO_DAILY_CALLS × MARKETO_DAILY_SHARE is made for.',
    fix: 'Run `actions-sync quota` to see what uses it; raise MARKETO_DAILY_SHARE if the quota allows it, or `people.interval`.',
  },
  'alerts.instanceQuotaNear': {
    class: 'quota',
    meaning: 'The whole Marketo instance has nearly used up its calls of today',
    cause: 'All integrations of the instance together; at 95 % ours stops until the reset.',
    fix: 'See in Marketo, Admin, Web Services, which API user makes the calls; the day ends at midnight US Central.',
  },
  'alerts.manyFailures': {
    class: 'record',
    meaning: 'More records failed within an hour than should',
    cause: 'A vendor refuses many records, often because of one rule, field or right that was changed there.',
    fix: 'Run `actions-sync failures list`: it says what failed and why; then `actions-sync failures retry`.',
  },
  'alerts.peopleHeld': {
    class: 'config',
    meaning: 'The brake holds people back who would leave',
    cause: 'Unusually many people lost their owner or were deleted in Marketo within a day.',
    fix: 'Look in Marketo whether that was meant, then run `actions-sync people approve`.',
  },
  'alerts.webhookFails': {
    class: 'config',
    meaning: 'Alerts can not be delivered to the webhook',
    cause:
      'ALERT_WEBHOOK_URL does not answer, answers with an error or a redirect, or the receiver refuses the signature.',
    fix: 'Run `actions-sync alerts test`: it says what came back. Alerts are in `actions-sync alerts list` all the same.',
  },
  'alerts.webhookUnset': {
    class: 'config',
    meaning: 'There is no webhook for alerts',
    cause: 'ALERT_WEBHOOK_URL and ALERT_WEBHOOK_SECRET are not set.',
    fix: 'Set both (docs/alerts.md), for the workers too.',
  },
});
