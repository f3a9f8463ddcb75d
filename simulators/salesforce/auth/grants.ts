import { createHash } from 'node:crypto';
import type { Org, OrgClient } from '../org/org.ts';
import { claimsOf, isSignedBy, timeFault } from './jwt.ts';
import { OAuthError } from './oauth-error.ts';

/** Form fields of a token request, and credentials of a Basic header. */
export interface TokenRequest {
  readonly form: URLSearchParams;
  readonly basic: { readonly id: string; readonly secret: string } | undefined;
  /** Addresses of this server, which a JWT may name as its audience. */
  readonly audiences: readonly string[];
}

/** Who a grant lets in, and the refresh token that goes with it. */
export interface Granted {
  readonly org: Org;
  readonly userId: string;
  readonly clientId: string;
  readonly refreshToken?: string;
}

const AUDIENCES = ['https://login.salesforce.com', 'https://test.salesforce.com'];

interface Found {
  readonly org: Org;
  readonly client: OrgClient;
}

function clientOf(orgs: readonly Org[], id: string | null): Found | undefined {
  for (const org of orgs) {
    const client = org.clients.find(({ clientId }) => clientId === id);
    if (client !== undefined) return { org, client };
  }
  return undefined;
}

/** The client of a request whose secret is right. */
function authenticated(orgs: readonly Org[], { form, basic }: TokenRequest): Found {
  const id = basic?.id ?? form.get('client_id');
  const secret = basic?.secret ?? form.get('client_secret');
  const found = clientOf(orgs, id);
  const status = orgs[0]?.switches.badClientStatus ?? 400;
  if (found === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid', status);
  if (found.client.clientSecret !== secret)
    throw new OAuthError('invalid_client', 'invalid client credentials', status);
  return found;
}

/** A user of the org that may log in. */
function activeUser(org: Org, username: string): string {
  const user = org.userByName(username);
  if (user === undefined) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  if (user.get('IsActive') !== true) throw new OAuthError('inactive_user', 'user is inactive');
  return String(user.get('Id'));
}

function clientCredentials(orgs: readonly Org[], request: TokenRequest): Granted {
  const { org, client } = authenticated(orgs, request);
  if (org.userByName(client.runAs) === undefined) {
    throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  }
  return { org, userId: activeUser(org, client.runAs), clientId: client.clientId };
}

function jwtBearer(orgs: readonly Org[], { form, audiences }: TokenRequest): Granted {
  const assertion = form.get('assertion') ?? '';
  const claims = claimsOf(assertion);
  if (claims === undefined) throw new OAuthError('invalid_grant', 'invalid assertion');
  const found = clientOf(orgs, claims.iss);
  if (found === undefined) throw new OAuthError('invalid_grant', 'invalid assertion: unknown iss');
  const { org, client } = found;
  if (client.publicKey === undefined || !isSignedBy(assertion, client.publicKey)) {
    throw new OAuthError('invalid_grant', 'invalid assertion: wrong signature');
  }
  if (![...AUDIENCES, ...audiences].includes(claims.aud.replace(/\/$/, ''))) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  const fault = timeFault(claims, org.now());
  if (fault !== undefined) throw new OAuthError('invalid_grant', fault);
  return { org, userId: activeUser(org, claims.sub), clientId: client.clientId };
}

function password(orgs: readonly Org[], request: TokenRequest): Granted {
  const { org, client } = authenticated(orgs, request);
  if (!org.switches.passwordGrant) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  const given = request.form.get('password') ?? '';
  const user = org.userByName(request.form.get('username') ?? '');
  // Behind the password a security token may stand.
  if (user === undefined || !given.startsWith(org.password)) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  return { org, userId: activeUser(org, String(user.get('Username'))), clientId: client.clientId };
}

function refresh(orgs: readonly Org[], request: TokenRequest): Granted {
  const { form, basic } = request;
  const token = form.get('refresh_token') ?? '';
  const found = clientOf(orgs, basic?.id ?? form.get('client_id'));
  if (found === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const { org, client } = found;
  // A public client has no secret to show; one that shows a secret must show the right one.
  if (basic !== undefined || form.has('client_secret')) authenticated(orgs, request);
  const known = org.sessions.refreshToken(token);
  if (known === undefined || known.clientId !== client.clientId) {
    throw new OAuthError('invalid_grant', 'expired access/refresh token');
  }
  if (known.used) {
    org.sessions.endAll(known.userId);
    throw new OAuthError('invalid_grant', 'expired access/refresh token');
  }
  const granted = { org, userId: known.userId, clientId: client.clientId };
  if (!org.switches.rotateRefreshTokens) return granted;
  const next = org.sessions.rotate(token);
  return next === undefined ? granted : { ...granted, refreshToken: next };
}

function authorizationCode(orgs: readonly Org[], request: TokenRequest): Granted {
  const { form, basic } = request;
  const found = clientOf(orgs, basic?.id ?? form.get('client_id'));
  const verifier = form.get('code_verifier');
  // A public client has no secret, and proves with PKCE that the code is its own.
  const isPublic = found !== undefined && verifier !== null && basic === undefined && !form.has('client_secret');
  const { org, client } = isPublic ? found : authenticated(orgs, request);
  const code = org.takeCode(form.get('code') ?? '', client.clientId);
  if (code === undefined) throw new OAuthError('invalid_grant', 'invalid authorization code');
  if (form.get('redirect_uri') !== code.redirectUri)
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  const proof = verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
  if (proof !== code.challenge) throw new OAuthError('invalid_grant', 'invalid code verifier');
  const refreshToken = org.sessions.makeRefreshToken(code.userId, client.clientId);
  return { org, userId: code.userId, clientId: client.clientId, refreshToken };
}

type Grant = (orgs: readonly Org[], request: TokenRequest) => Granted;

const GRANTS: Readonly<Record<string, Grant>> = {
  client_credentials: clientCredentials,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  password,
  refresh_token: refresh,
  authorization_code: authorizationCode,
};

/** Judges a token request. Throws OAuthError. */
export function grant(orgs: readonly Org[], request: TokenRequest): Granted {
  const type = request.form.get('grant_type') ?? '';
  const judge = Object.hasOwn(GRANTS, type) ? GRANTS[type] : undefined;
  if (judge === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  return judge(orgs, request);
}
