import type { Exchange } from '../http/exchange.ts';

export const USERINFO = '/services/oauth2/userinfo';
export const IDENTITY = /^\/id\/(\w{15,18})\/(\w{15,18})$/;

/** `/id/<org>/<user>` and userinfo, which tell who a token belongs to. */
export async function whoAmI(exchange: Exchange): Promise<void> {
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
