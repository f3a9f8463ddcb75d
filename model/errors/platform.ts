import { entries } from './entry.ts';

/** Errors of our own set-up, MongoDB, Temporal and the command line. */
export const platformErrors = entries({
  'config.environment': {
    class: 'config',
    meaning: 'The environment has wrong or missing variables',
    cause: 'A variable is unset, misspelt or has a value that is not allowed.',
    fix: 'Correct the variables named; .env.example lists every one with an example.',
  },
  'config.setting': {
    class: 'config',
    meaning: 'A setting has a value that is not allowed',
    cause: 'The value does not fit the setting’s type or range.',
    fix: 'Give a value of the kind named in the message.',
  },
  'config.settingUnknown': {
    class: 'config',
    meaning: 'There is no such setting',
    cause: 'The key is misspelt, or belongs to another version.',
    fix: 'Run `actions-sync settings show`: it lists every key.',
  },
  'config.settingsFile': {
    class: 'config',
    meaning: 'The settings can’t be imported; nothing was changed',
    cause:
      'The file is not one that `actions-sync settings export` wrote, or it names what this version does not allow.',
    fix: 'Correct what is named, or export again with this version: `actions-sync settings show KEY` says what is allowed.',
  },
  'worker.metricsAddress': {
    class: 'config',
    meaning: 'The worker can’t serve its metrics there',
    cause:
      'Another process, perhaps another worker, listens on this port (EADDRINUSE), or the address is none of this machine’s.',
    fix: 'Give another METRICS_ADDRESS, one for each worker on a machine, or leave it out.',
  },
  'usage.wrong': {
    class: 'config',
    meaning: 'The command was not understood',
    cause: 'An unknown command, option or argument.',
    fix: 'Run the command with --help.',
  },
  'usage.needsYes': {
    class: 'config',
    meaning: 'The command asks before it changes so much, and nobody can answer here',
    cause: 'It does not run on a terminal, and --yes was not given.',
    fix: 'Give --yes if the change is meant.',
  },
  'person.unknown': {
    class: 'record',
    meaning: 'No person with this Marketo ID has been read yet',
    cause: 'The id does not exist in Marketo, or the initial sync has not reached it.',
    fix: 'Check the id; `actions-sync people resync ID` reads it at once.',
  },
  'person.erased': {
    class: 'record',
    meaning: 'The person was erased for privacy',
    cause: 'An admin erased this Marketo ID (`actions-sync people erase`); nothing personal is stored of it any more.',
    fix: 'Nothing can be stored for it again. If the person came back, Marketo has a new record with another ID: use that.',
  },
  'people.eraseReason': {
    class: 'config',
    meaning: 'An erasure needs a reason without personal data',
    cause: 'The reason is empty, longer than 200 characters, or has an e-mail address in it.',
    fix: 'Give one such as the number of the request: it goes to the audit log and stays.',
  },
  'people.notStarted': {
    class: 'config',
    meaning: 'The people sync has not been started',
    cause: 'No one has run `actions-sync people start` on this database.',
    fix: 'Run `actions-sync people start`.',
  },
  'people.notComplete': {
    class: 'config',
    meaning: 'The initial sync is not complete',
    cause: 'It runs, is paused or was cancelled: who was not read yet can’t be compared.',
    fix: 'Wait for it (`actions-sync people status`), or let it go on with `actions-sync people resume` or `people start`.',
  },
  'people.instanceChanged': {
    class: 'config',
    meaning: 'MARKETO_BASE_URL names another address than the one that the people were read from',
    cause:
      'MARKETO_BASE_URL was changed, or MONGODB_DB belongs to another Marketo instance. Nothing was read or written.',
    fix: 'Correct the variable. If the same instance has moved, run `actions-sync repair instance`; for another instance use another MONGODB_DB.',
  },
  'people.instanceDifferent': {
    class: 'config',
    meaning: 'The address does not lead to the instance that the people were read from',
    cause: 'Too few of the stored people asked for there came back with mostly the same values. Nothing was changed.',
    fix: 'Correct MARKETO_BASE_URL, or use another MONGODB_DB for this instance.',
  },
  'people.ownerFieldMissing': {
    class: 'config',
    meaning: 'Marketo does not offer the owner field',
    cause:
      'Describe does not list the field that says who owns a person: no Salesforce sync, or the API user may not see it.',
    fix: 'Set MARKETO_FIELD_OWNER to the REST name of the field that holds the owner, then run `actions-sync people start`.',
  },
  'people.fieldMissing': {
    class: 'config',
    meaning: 'Marketo does not offer a field that the environment names',
    cause:
      'MARKETO_FIELD_OWNER, MARKETO_FIELD_LINKEDIN or MARKETO_FIELD_OPPORTUNITY names a field that Describe does not list.',
    fix: 'Correct the name, or unset the variable to use the default.',
  },
  'people.exportFailed': {
    class: 'retry',
    meaning: 'Marketo did not finish an export',
    cause: 'The job failed or was cancelled in Marketo.',
    fix: 'Nothing: the export is made again.',
  },
  'people.exportFails': {
    class: 'config',
    meaning: 'An export fails again and again',
    cause: 'Marketo could not finish the same export in several tries, or its file was wrong each time.',
    fix: 'It looks again every ten minutes; if it lasts, read everyone by id: `actions-sync people cancel`, then `people start --strategy ids`.',
  },
  'people.smartListIncomplete': {
    class: 'config',
    meaning: 'The smart list holds fewer people than the instance has',
    cause: 'The list was changed, is limited to a workspace, or is not the list of everybody.',
    fix: 'Nothing: everyone is read by id instead. Name another list with `people start --smart-list`, or none with `--no-smart-list`.',
  },
  'people.crmNotConnected': {
    class: 'config',
    meaning: 'Salesforce is not connected',
    cause: 'The CRM scan needs ids of owned Leads and Contacts from Salesforce.',
    fix: 'Connect Salesforce (docs/salesforce.md), or choose another strategy with `actions-sync people start --strategy`.',
  },
  'people.strategyUnavailable': {
    class: 'config',
    meaning: 'Everyone can’t be read by the strategy that was asked for',
    cause: 'Salesforce is not connected, or Marketo does not offer what the strategy needs.',
    fix: 'Run `actions-sync people plan` to see which strategies are open, and what each costs.',
  },
  'store.unreachable': {
    class: 'retry',
    meaning: 'MongoDB does not answer',
    cause: 'The server is down, the address is wrong, or the network is cut.',
    fix: 'Check MONGODB_URI and that the server runs; the sync goes on by itself when it is back.',
  },
  'store.tls': {
    class: 'config',
    meaning: 'MongoDB and we don’t agree on TLS',
    cause:
      'The server’s certificate is not trusted, names another host or has run out, or one side alone speaks TLS; `reason` says which.',
    fix: 'Correct tls, tlsCAFile or tlsCertificateKeyFile in MONGODB_URI (docs/secrets.md), or the server’s certificate.',
  },
  'store.auth': {
    class: 'auth',
    meaning: 'MongoDB refused the credentials',
    cause: 'The user, password or authentication database in MONGODB_URI is wrong, or the user lacks readWrite.',
    fix: 'Correct MONGODB_URI.',
  },
  'store.conflict': {
    class: 'retry',
    meaning: 'Another worker moved the same cursor or range first',
    cause: 'A timed-out attempt still ran beside its retry.',
    fix: 'Nothing: the newer attempt goes on from the stored position.',
  },
  'store.restored': {
    class: 'config',
    meaning: 'The database is older than what the sync remembers',
    cause: 'MongoDB was restored from a backup, or MONGODB_URI points at another database.',
    fix: 'If the restore was meant, run `actions-sync repair restore`; otherwise correct MONGODB_URI.',
  },
  'store.newer': {
    class: 'config',
    meaning: 'The database was written by a newer version',
    cause: 'An older actions-sync runs against a database that a newer one has migrated.',
    fix: 'Start the newer version.',
  },
  'store.failed': {
    class: 'bug',
    meaning: 'MongoDB refused a command',
    cause: 'An operation that this server does not support, or a mistake of ours.',
    fix: 'Report it with the code shown; nothing is lost, the step is retried.',
  },
  'quota.dayShareUsed': {
    class: 'quota',
    meaning: 'Our share of today’s Marketo calls is used up',
    cause: 'MARKETO_DAILY_CALLS × MARKETO_DAILY_SHARE calls were made, or the whole instance is at 95 % of its day.',
    fix: 'Nothing: it goes on after the reset at midnight US Central; raise MARKETO_DAILY_SHARE if the quota allows it.',
  },
  'quota.exportShareUsed': {
    class: 'quota',
    meaning: 'Our share of today’s export volume is used up',
    cause:
      'Marketo exports 500 MB a day for all integrations; our files of today have reached MARKETO_DAILY_SHARE of it.',
    fix: 'Nothing: it goes on after the reset at midnight US Central; raise MARKETO_DAILY_SHARE if nobody else exports.',
  },
  'temporal.unreachable': {
    class: 'retry',
    meaning: 'Temporal does not answer',
    cause: 'The server is down, the address is wrong, or the network is cut.',
    fix: 'Check TEMPORAL_ADDRESS and that the server runs.',
  },
  'temporal.tls': {
    class: 'config',
    meaning: 'Temporal and we don’t agree on TLS',
    cause:
      'The server’s certificate is not trusted, names another host or has run out, it wants one of ours, or one side alone speaks TLS; `reason` says which.',
    fix: 'Correct TEMPORAL_TLS and TEMPORAL_TLS_* (docs/secrets.md), or the server’s certificate.',
  },
  'temporal.namespaceMissing': {
    class: 'config',
    meaning: 'Temporal does not know the namespace',
    cause: 'TEMPORAL_NAMESPACE is misspelt or was never created.',
    fix: 'Run `actions-sync setup temporal`, or correct TEMPORAL_NAMESPACE.',
  },
  'temporal.searchAttributesMissing': {
    class: 'config',
    meaning: 'Temporal lacks the search attributes of actions-sync',
    cause: 'The namespace was never set up.',
    fix: 'Run `actions-sync setup temporal`.',
  },
  'temporal.denied': {
    class: 'auth',
    meaning: 'Temporal does not permit this',
    cause:
      'The API key or certificate is wrong or lacks the right; Temporal Cloud lets only its own tools set up namespaces.',
    fix: 'Check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE; on Temporal Cloud use its console or `tcld` for the set-up.',
  },
  'temporal.attributeType': {
    class: 'config',
    meaning: 'A search attribute of actions-sync exists in Temporal with another type',
    cause: 'Something else in this namespace uses the same name.',
    fix: 'Use a namespace of its own (TEMPORAL_NAMESPACE), or remove the search attribute named.',
  },
  'temporal.noWorker': {
    class: 'config',
    meaning: 'No worker is running that could do this',
    cause: 'No worker polls the task queue of this instance, or it uses another ACTIONS_SYNC_INSTANCE or namespace.',
    fix: 'Run `actions-sync worker` and keep it running.',
  },
  'temporal.payloadKeyMissing': {
    class: 'config',
    meaning: 'Temporal holds data that is encrypted with a key that is not here',
    cause:
      'TEMPORAL_PAYLOAD_KEYS lacks the key named: it was taken out too early, or is set for other processes alone.',
    fix: 'Put the key back behind the others in TEMPORAL_PAYLOAD_KEYS, for every worker and every command (docs/secrets.md).',
  },
  'temporal.payloadUnreadable': {
    class: 'config',
    meaning: 'Temporal holds data that the key of this id can’t decrypt',
    cause: 'TEMPORAL_PAYLOAD_KEYS has another key under this id than the one that encrypted, or the data was changed.',
    fix: 'Put the right key under the id named; give a new key a new id.',
  },
  'temporal.failed': {
    class: 'bug',
    meaning: 'Temporal refused a request',
    cause: 'An unexpected answer of the server.',
    fix: 'Report it with the code shown.',
  },
  'local.missing': {
    class: 'config',
    meaning: 'A part of the local stack could not be found or started',
    cause: 'Every way to get it failed; the lines above say why.',
    fix: 'Install one of the programs named, or point at a running server.',
  },
  unexpected: {
    class: 'bug',
    meaning: 'Something unexpected happened inside actions-sync',
    cause: 'A mistake of ours.',
    fix: 'Report it with the lines of the log around it.',
  },
});
