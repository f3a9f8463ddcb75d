import { entries } from './entry.ts';

/** Errors of the guard around outgoing connections. */
export const netErrors = entries({
  'net.addressRefused': {
    class: 'config',
    meaning: 'A host lies in a private network, and was not allowed',
    cause:
      'The name resolves to an address of a private network, of this machine or of a cloud’s metadata service: a mistake in DNS, a private link, or an attack. Nothing was sent.',
    fix: 'If the host is meant to be there, name it in ACTIONS_SYNC_PRIVATE_HOSTS and restart the workers; otherwise correct the address or DNS.',
  },
});
