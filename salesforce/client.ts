import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { systemClock } from '../net/system-clock.ts';
import { loginOrigin } from './addresses.ts';
import { readByKeys } from './by-keys.ts';
import { createCaller } from './caller.ts';
import { readDeleted } from './deleted.ts';
import { createDescribe } from './describe.ts';
import { DEADLINES, DEFAULT_API_VERSION, type EndpointName } from './endpoints.ts';
import { openHttp } from './http.ts';
import { type CallLog, silentLog } from './log.ts';
import { readPrivateKey } from './private-key.ts';
import { queryPages } from './query.ts';
import { ServerClock } from './server-clock.ts';
import { type Credentials, type Session, type SignInOptions, signIn } from './sign-in.ts';
import { Tokens } from './tokens.ts';
import type { SalesforceClient } from './types.ts';
import type { Usage } from './usage.ts';
import { checkedVersion } from './version.ts';
import { readVersions } from './versions.ts';
import { createWrites } from './writes.ts';

interface CommonOptions {
  /** My Domain, `https://NAME.my.salesforce.com`; with a key also `https://login.salesforce.com` or `…test…`. */
  loginUrl: string;
  /** Consumer key of the external client app. */
  clientId: string;
  /** `66.0` when left out; at least `46.0`. */
  apiVersion?: string;
  /** Hosts that may lie in a private network and be asked without TLS; this machine may whenever `loginUrl` names it. */
  privateHosts?: readonly string[];
  clock?: Clock;
  /** Limits in ms other than those of `DEADLINES`. */
  timeouts?: Partial<Record<EndpointName, number>>;
  log?: CallLog;
}

/** A token from elsewhere; `refused`: the one that Salesforce takes no more, null at first. */
export type SessionSource = (refused: string | null, signal: AbortSignal) => Promise<Session>;

/** Client credentials, JWT bearer (`privateKey` is PEM text or the path of a PEM file), or tokens from elsewhere. */
export type SalesforceClientOptions = CommonOptions &
  ({ clientSecret: string } | { username: string; privateKey: string } | { session: SessionSource });

/**
 * Opens a client; nothing is sent before the first call.
 * @throws AppError `salesforce.loginUrl`, `salesforce.privateKey`, `salesforce.apiVersion`
 */
export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
  const { privateHosts = [], clock = systemClock, log = silentLog } = options;
  const version = checkedVersion(options.apiVersion ?? DEFAULT_API_VERSION);
  const flow = 'clientSecret' in options ? 'clientCredentials' : 'jwt';
  const login = loginOrigin(options.loginUrl, flow, privateHosts);
  const deadlines = { ...DEADLINES, ...options.timeouts };
  const http = openHttp({ privateHosts, configured: new URL(login).hostname });
  const closing = new AbortController();
  const access = { http, clock, login, privateHosts, deadlineMs: deadlines.signIn };
  const ask = sourceOf(options, access);
  const tokens = new Tokens((refused) => ask(refused, closing.signal), clock, closing.signal);
  let usage: Usage | null = null;
  const onUsage = (newest: Usage) => {
    usage = newest;
  };
  const serverClock = new ServerClock();
  const call = createCaller({ tokens, http, clock, serverClock, log, version, deadlines, onUsage });

  return {
    versions: (context) => readVersions(call, context),
    describe: createDescribe(call, clock),
    query: (soql, context, queryOptions) => queryPages(call, soql, context, queryOptions),
    deleted: (object, window, context) => readDeleted(call, object, window, context),
    ...createWrites(call, clock),
    byKeys: (object, keyField, keys, fields, context) => readByKeys(call, { object, keyField, keys, fields }, context),
    usage: () => usage,
    serverTime: () => serverClock.now(),
    close: async () => {
      closing.abort(new AppError('salesforce.closed'));
      await http.close();
    },
  };
}

function sourceOf(options: SalesforceClientOptions, access: Omit<SignInOptions, 'credentials'>): SessionSource {
  if ('session' in options) return options.session;
  const credentials = credentialsOf(options);
  return (_, signal) => signIn({ ...access, credentials }, signal);
}

function credentialsOf(options: Exclude<SalesforceClientOptions, { session: SessionSource }>): Credentials {
  const { clientId } = options;
  if ('clientSecret' in options) return { flow: 'clientCredentials', clientId, clientSecret: options.clientSecret };
  return { flow: 'jwt', clientId, username: options.username, key: readPrivateKey(options.privateKey) };
}
