import type { Exchange } from '../http/exchange.ts';
import { OAuthError } from './oauth-error.ts';
import { formOf, NO_STORE, token } from './token.ts';
import { IDENTITY, USERINFO, whoAmI } from './who-am-i.ts';

const TOKEN = '/services/oauth2/token';
const REVOKE = '/services/oauth2/revoke';
const AUTHORIZE = '/services/oauth2/authorize';

export function isIdentityPath(path: string): boolean {
  return [TOKEN, REVOKE, USERINFO, AUTHORIZE].includes(path) || IDENTITY.test(path);
}

/** Answers a call of the OAuth endpoints or of an identity URL. They never count against the daily limit. */
export async function handleIdentity(exchange: Exchange): Promise<void> {
  const { path, method } = exchange;
  const ended = exchange.org.statistics.call(IDENTITY.test(path) ? '/id' : path);
  try {
    exchange.faults = exchange.org.faults.forRequest({
      method,
      path,
      class: 'identity',
      object: undefined,
      userId: undefined,
    });
    const { faults } = exchange;
    if (faults.resetBefore === true) return exchange.cut();
    if (faults.error !== undefined)
      throw new OAuthError(faults.error, faults.message ?? faults.error, faults.status ?? 400);
    if (await exchange.faulted()) return;
    await answer(exchange);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const body = { error: error.error, error_description: error.message };
    await exchange.reply({ status: error.status, body, headers: NO_STORE });
  } finally {
    ended();
  }
}

async function answer(exchange: Exchange): Promise<void> {
  switch (exchange.path) {
    case TOKEN:
      return await token(exchange);
    case REVOKE:
      return await revoke(exchange);
    case AUTHORIZE:
      return await authorize(exchange);
    default:
      return await whoAmI(exchange);
  }
}

async function revoke(exchange: Exchange): Promise<void> {
  const given = formOf(exchange).get('token') ?? '';
  const found = exchange.world.orgs.some(({ sessions }) => sessions.revoke(given));
  if (!found) throw new OAuthError('invalid_token', 'invalid token');
  await exchange.reply({ status: 200 });
}

/** The web-server flow's first step, with nobody to ask: the client's user agrees at once. */
async function authorize(exchange: Exchange): Promise<void> {
  const params = formOf(exchange);
  const clientId = params.get('client_id') ?? '';
  const org = exchange.world.orgs.find(({ clients }) => clients.some((one) => one.clientId === clientId));
  const client = org?.clients.find((one) => one.clientId === clientId);
  const user = client === undefined ? undefined : org?.userByName(params.get('login_hint') ?? client.runAs);
  const redirect = params.get('redirect_uri');
  if (org === undefined || user === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (redirect === null) throw new OAuthError('redirect_uri_missing', 'redirect_uri required');
  const location = new URL(redirect);
  const challenge = params.get('code_challenge');
  if (challenge !== null && params.get('code_challenge_method') !== 'S256')
    throw new OAuthError('invalid_request', 'code challenge method must be S256');
  location.searchParams.set('code', org.makeCode(String(user.get('Id')), clientId, redirect, challenge));
  const state = params.get('state');
  if (state !== null) location.searchParams.set('state', state);
  await exchange.reply({ status: 302, headers: { location: location.href } });
}
