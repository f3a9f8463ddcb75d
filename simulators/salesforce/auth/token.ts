import { createHmac } from 'node:crypto';
import type { Exchange } from '../http/exchange.ts';
import type { Org } from '../org/org.ts';
import { type Granted, grant, type TokenRequest } from './grants.ts';
import { OAuthError } from './oauth-error.ts';

export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Refresh tokens whose requests are running. */
const running = new WeakMap<Org, Set<string>>();

/** Fields of a form, from the body or else the query. */
export function formOf({ body, search }: Exchange): URLSearchParams {
  return new URLSearchParams(body.length > 0 ? body.toString('utf8') : search);
}

function basicOf(exchange: Exchange): TokenRequest['basic'] {
  const [, coded] = /^Basic\s+(\S+)\s*$/i.exec(exchange.header('authorization') ?? '') ?? [];
  if (coded === undefined) return undefined;
  const text = Buffer.from(coded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return { id: text.slice(0, at), secret: text.slice(at + 1) };
}

/** Answers a token request. Throws OAuthError. */
export async function token(exchange: Exchange): Promise<void> {
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
