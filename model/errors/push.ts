import { entries } from './entry.ts';

/** What the address for pushes answers, and what is found out about them. */
export const pushErrors = entries({
  'push.secret': {
    class: 'auth',
    meaning: 'The push does not carry the secret',
    cause: 'The header x-actions-sync-secret, or the last part of the path, is none of those in PUSH_SECRET.',
    fix: 'Put the secret of PUSH_SECRET into the webhook’s custom header in Marketo (docs/push.md).',
  },
  'push.body': {
    class: 'record',
    meaning: 'The push names nobody',
    cause: 'Its body is neither JSON with id or ids nor a form with id, or an id is no whole number above 0.',
    fix: 'Give the webhook the payload template {"id": {{lead.Id}}} and the encoding JSON; at most 1,000 ids a push.',
  },
  'push.rate': {
    class: 'rate',
    meaning: 'More pushes come than are taken',
    cause: 'This process was sent more than 500 pushes a second, or many with a wrong secret.',
    fix: 'Nothing: polling finds the same changes. If the secrets are wrong, see who sends them.',
  },
  'push.full': {
    class: 'retry',
    meaning: 'As many people wait to be read as may wait',
    cause: '100,000 pushed people wait: no worker runs, or Marketo or its quota holds it up.',
    fix: 'See `actions-sync status`. Polling finds the same changes once a worker runs.',
  },
  'push.incomplete': {
    class: 'config',
    meaning: 'Polling found changes in Marketo that no push had announced',
    cause:
      'The smart campaign is switched off, does not cover every field, or its webhook does not reach this address.',
    fix: 'Check the campaign and its results in Marketo (docs/push.md). Until pushes are complete again, polling is as fast as without them.',
  },
});
