import { entries } from './entry.ts';

/** Errors of sellers' own Salesforce connections. */
export const connectionErrors = entries({
  'connections.off': {
    class: 'config',
    meaning: 'Sellers’ own Salesforce connections are not set up here',
    cause: 'ACTIONS_SYNC_MASTER_KEYS, SALESFORCE_LOGIN_URL or SALESFORCE_CLIENT_ID is not set.',
    fix: 'Set them (docs/secrets.md); a master key is made with `openssl rand -base64 32`.',
  },
  'connections.none': {
    class: 'config',
    meaning: 'The seller has no Salesforce connection of their own',
    cause: 'Nobody connected it, or it was removed.',
    fix: 'Run `actions-sync connections connect`, with the seller at the browser.',
  },
  'connections.expired': {
    class: 'auth',
    meaning: 'A seller’s Salesforce connection has ended',
    cause:
      'refused: Salesforce takes the refresh token no more, because it was revoked, has run out or was used twice. answerLost: the answer to a refresh did not arrive, so the token that is stored may be used up.',
    fix: 'Run `actions-sync connections connect` again for this seller; `actions-sync connections list` shows which one it is.',
  },
  'connections.busy': {
    class: 'retry',
    meaning: 'Another worker is refreshing this seller’s token',
    cause: 'Salesforce allows one refresh at a time, and that one takes long.',
    fix: 'Nothing: it is tried again.',
  },
  'connections.authorize': {
    class: 'config',
    meaning: 'Salesforce did not let the seller connect',
    cause: 'The seller declined, the app or its callback address is not allowed, or the answer belongs to another try.',
    fix: 'Check in the external client app that the authorization code flow is on and the callback address is the one shown, then run the command again.',
  },
  'connections.otherUser': {
    class: 'config',
    meaning: 'Somebody else than the seller has signed in',
    cause: 'The browser was signed in to Salesforce as another user than the one that belongs to the address.',
    fix: 'Sign out of Salesforce in the browser and run the command again, or correct the user with `actions-sync sellers set`.',
  },
  'connections.keyMissing': {
    class: 'config',
    meaning: 'A stored secret is encrypted with a master key that is not here',
    cause:
      'ACTIONS_SYNC_MASTER_KEYS lacks the key named: it was taken out before `actions-sync connections rotate-keys` was through.',
    fix: 'Put the key back behind the others in ACTIONS_SYNC_MASTER_KEYS, then run `actions-sync connections rotate-keys`.',
  },
  'connections.unreadable': {
    class: 'config',
    meaning: 'A stored secret can’t be decrypted with the master key of this id',
    cause:
      'ACTIONS_SYNC_MASTER_KEYS has another key under this id, or the document was changed or copied from elsewhere.',
    fix: 'Put the right key under the id named; otherwise connect the seller again.',
  },
});
