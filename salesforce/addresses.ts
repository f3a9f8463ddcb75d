import { AppError } from '../model/errors/app-error.ts';
import { isLoopbackHost } from '../net/addresses.ts';
import { checkAddress } from '../net/outgoing.ts';

/** Hosts under these belong to Salesforce. */
const SALESFORCE = /(^|\.)(salesforce\.com|force\.com|salesforce\.mil|sfcrmproducts\.cn|sfcrmapps\.cn)$/;
const LIGHTNING = /\.lightning\.(force\.com|[a-z]+\.force\.com)$/;
/** Every org's door at once: refused by the client credentials flow (salesforce-rest 1.1). */
const SHARED = /^(login|test)\.salesforce\.com$/;

/**
 * The origin of SALESFORCE_LOGIN_URL.
 * @throws AppError `salesforce.loginUrl`; its details never hold the text given
 */
export function loginOrigin(
  loginUrl: string,
  flow: 'clientCredentials' | 'jwt',
  privateHosts: readonly string[] = [],
): string {
  const url = plainUrl(loginUrl, privateHosts);
  if (url === null) throw refused('not a plain https address');
  if (LIGHTNING.test(url.hostname)) throw refused('an address of the Lightning pages');
  if (flow === 'clientCredentials' && SHARED.test(url.hostname)) throw refused('My Domain is needed with a secret');
  return url.origin;
}

/**
 * The origin that a token answer sends us to: tokens and data go there, so it must be as much Salesforce as the login.
 * @throws AppError `salesforce.instanceUrl`
 */
export function instanceOrigin(instanceUrl: string, login: string, privateHosts: readonly string[] = []): string {
  const url = plainUrl(instanceUrl, privateHosts);
  const from = new URL(login);
  const isDowngrade = url?.protocol !== from.protocol;
  if (url === null || isDowngrade || LIGHTNING.test(url.hostname) || !belongTogether(url.hostname, from.hostname))
    throw new AppError('salesforce.instanceUrl', { details: { endpoint: 'signIn' } });
  return url.origin;
}

/** Who a JWT is meant for (salesforce-rest 1.3). */
export function audienceOf(login: string): string {
  const { hostname } = new URL(login);
  if (!SALESFORCE.test(hostname)) return login;
  const isSandbox = hostname === 'test.salesforce.com' || /\.sandbox\.my\./.test(hostname);
  return isSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

function belongTogether(one: string, other: string): boolean {
  if (one === other) return true;
  return (SALESFORCE.test(one) && SALESFORCE.test(other)) || (isLoopbackHost(one) && isLoopbackHost(other));
}

/** A host alone. */
function plainUrl(text: string, privateHosts: readonly string[]): URL | null {
  const checked = checkAddress(text, privateHosts);
  if ('problem' in checked) return null;
  const { url } = checked;
  return url.search === '' && url.hash === '' && url.pathname.replace(/\/+$/, '') === '' ? url : null;
}

const refused = (problem: string) => new AppError('salesforce.loginUrl', { details: { problem } });
