import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { AppError } from '../model/errors/app-error.ts';
import { isLoopbackAddress, isLoopbackHost, isPublicAddress, withoutBrackets } from './addresses.ts';

/** Where connections may go, beyond the Internet. */
export interface OutgoingRules {
  /** Hosts that the admin allows in private networks and without TLS, in lower case (ACTIONS_SYNC_PRIVATE_HOSTS). */
  privateHosts?: readonly string[];
  /** The host that the admin configured: where it is this machine, this machine may be connected to. */
  configured: string;
}

export type CheckedAddress = { url: URL } | { problem: string };

/**
 * Reads an address that somebody configured or a vendor answered: https, or http to this machine or to an allowed host,
 * and no user or password in it. `problem` never repeats the text.
 */
export function checkAddress(text: string, privateHosts: readonly string[] = []): CheckedAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null) return { problem: 'not a URL' };
  if (url.username !== '' || url.password !== '') return { problem: 'user or password in the URL' };
  if (url.protocol === 'https:') return { url };
  const isPlain = url.protocol === 'http:' && (isLoopbackHost(url.hostname) || isAllowed(url.hostname, privateHosts));
  return isPlain ? { url } : { problem: 'not https' };
}

/**
 * How undici connects (`connect` of an `Agent` or `Pool`): the addresses that a name resolves to are looked at when the
 * connection is made and are the ones it is made to, so a name that changes its answer gains nothing. A host with any
 * address outside of the Internet is refused, unless the admin allowed the host.
 * A connection that is refused fails with AppError `net.addressRefused`; nothing was sent.
 */
export function guardedConnect(rules: OutgoingRules, lookup: typeof resolve = resolve): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(rules, lookup) });
  return (options, callback) => {
    const host = withoutBrackets(options.hostname);
    // A literal is not looked up.
    if (isIP(host) !== 0 && !mayConnect(host, host, rules)) callback(refused(host), null);
    else connect(options, callback);
  };
}

function guardedLookup(rules: OutgoingRules, lookup: typeof resolve): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const isFine = addresses.every(({ address }) => mayConnect(hostname, address, rules));
      const [first] = addresses;
      if (!isFine || first === undefined) return callback(refused(hostname), []);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

function mayConnect(hostname: string, address: string, { privateHosts = [], configured }: OutgoingRules): boolean {
  if (isPublicAddress(address) || isAllowed(hostname, privateHosts)) return true;
  return isLoopbackAddress(address) && isLoopbackHost(hostname) && isLoopbackHost(configured);
}

function isAllowed(hostname: string, privateHosts: readonly string[]): boolean {
  return privateHosts.includes(withoutBrackets(hostname.toLowerCase()));
}

const refused = (host: string) => new AppError('net.addressRefused', { details: { host } });
