import { createHmac } from 'node:crypto';
import type { Exchange } from '../http/exchange.ts';
import type { Org } from '../org/org.ts';
import { type Granted, grant, type TokenRequest } from './grants.ts';
import { OAuthError } from './oauth-error.ts';

const TOKEN = '/services/oauth2/token';
const REVOKE = '/services/oauth2/revoke';
const USERINFO = '/services/oauth2/userinfo';
const AUTHORIZE = '/services/oauth2/authorize';
const IDENTITY = /^\/id\/(\w{15,18})\/(\w{15,18})$/;
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Refresh tokens whose requests are running. */
const running = new WeakMap<Org, Set<string>>();

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

function formOf({ body, search }: Exchange): URLSearchParams {
  return new URLSearchParams(body.length > 0 ? body.toString('utf8') : search);
}

function basicOf(exchange: Exchange): TokenRequest['basic'] {
  const [, coded] = /^Basic\s+(\S+)\s*$/i.exec(exchange.header('authorization') ?? '') ?? [];
  if (coded === undefined) return undefined;
  const text = Buffer.from(coded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return { id: text.slice(0, at), secret: text.slice(at + 1) };
}

async function token(exchange: Exchange): Promise<void> {
  const { world, method, faults } = exchange;
  if (method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST');
  const form = formOf(exchange);
  const release = occupy(exchange.org, form);
  try {
    await exchange.delay((faults.delayMs ?? 0) + world.latencyMs);
    const audiences = [world.loginUrl, world.instanceUrl];
    const granted = grant(world.orgs, { form, basic: basicOf(exchange), audiences });
    const body = tokenBody(exchange, granted);
    await exchange.delay(faults.delayAfterMs ?? 0);
    await exchange.reply({ status: 200, body, headers: NO_STORE });
  } finally {
    release();
  }
}

/** One refresh at a time: a second one of the same token is refused while the first runs (section 13.3). */
function occupy(org: Org, form: URLSearchParams): () => void {
  const refresh = form.get('refresh_token');
  if (refresh === null) return () => {};
  const busy = running.get(org) ?? new Set<string>();
  running.set(org, busy);
  if (busy.has(refresh)) throw new OAuthError('invalid_grant', 'token request is already being processed');
  busy.add(refresh);
  return () => {
    busy.delete(refresh);
  };
}

function tokenBody({ world, faults }: Exchange, { org, userId, clientId, refreshToken }: Granted): object {
  const session = org.sessions.open(userId, clientId, org.switches.reuseToken && faults.deadToken !== true);
  session.dead = faults.deadToken === true;
  const id = `${world.loginUrl}/id/${org.id}/${userId}`;
  const issuedAt = String(Math.floor(org.now()));
  return {
    access_token: session.token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    signature: createHmac('sha256', clientId)
      .update(id + issuedAt)
      .digest('base64'),
    scope: refreshToken === undefined ? 'api' : 'refresh_token api',
    instance_url: world.instanceUrl,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
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
  location.searchParams.set('code', org.makeCode(String(user.get('Id')), clientId));
  const state = params.get('state');
  if (state !== null) location.searchParams.set('state', state);
  await exchange.reply({ status: 302, headers: { location: location.href } });
}

/** `/id/<org>/<user>` and userinfo, which tell who a token belongs to. */
async function whoAmI(exchange: Exchange): Promise<void> {
  const { world, path, search } = exchange;
  const token = exchange.token ?? new URLSearchParams(search).get('oauth_token') ?? undefined;
  if (token === undefined) return await exchange.text(403, 'Missing_OAuth_Token', 'text/html;charset=UTF-8');
  const org = world.orgOfToken(token);
  const session = org?.sessions.use(token);
  const user = session === undefined ? undefined : org?.user(session.userId);
  const wanted = IDENTITY.exec(path);
  const own =
    wanted === null ||
    (org?.id.startsWith(wanted[1]?.slice(0, 15) ?? '?') === true &&
      session?.userId.startsWith(wanted[2]?.slice(0, 15) ?? '?') === true);
  if (org === undefined || user === undefined || !own)
    return await exchange.text(403, 'Bad_OAuth_Token', 'text/html;charset=UTF-8');
  exchange.org = org;
  await exchange.reply({ status: 200, body: identityOf(exchange, String(user.get('Id')), (name) => user.get(name)) });
}

function identityOf({ world, path, org }: Exchange, userId: string, user: (name: string) => unknown): object {
  const url = `${world.loginUrl}/id/${org.id}/${userId}`;
  const rest = `${world.instanceUrl}/services/data/v{version}/`;
  const names = { given_name: user('FirstName'), family_name: user('LastName'), name: user('Name') };
  const common = {
    user_id: userId,
    organization_id: org.id,
    email: user('Email'),
    email_verified: true,
    active: user('IsActive'),
    user_type: 'STANDARD',
    language: 'en_US',
    locale: user('LocaleSidKey'),
    utcOffset: 0,
    urls: { rest, sobjects: `${rest}sobjects/`, query: `${rest}query/`, profile: `${world.instanceUrl}/${userId}` },
  };
  if (path === USERINFO) {
    return { sub: url, preferred_username: user('Username'), ...names, zoneinfo: user('TimeZoneSidKey'), ...common };
  }
  return {
    id: url,
    asserted_user: true,
    username: user('Username'),
    nick_name: user('FirstName'),
    display_name: user('Name'),
    first_name: user('FirstName'),
    last_name: user('LastName'),
    timezone: user('TimeZoneSidKey'),
    ...common,
  };
}
