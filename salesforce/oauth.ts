import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { systemClock } from '../net/system-clock.ts';
import { instanceOrigin, loginOrigin } from './addresses.ts';
import { DEADLINES } from './endpoints.ts';
import { type Http, type HttpAnswer, openHttp } from './http.ts';
import { parseAnswer, refusal } from './oauth-answers.ts';

/** The external client app through which users connect. */
export interface OAuthApp {
  loginUrl: string;
  clientId: string;
  /** Left out: a public app, which PKCE alone protects. */
  clientSecret?: string;
  privateHosts?: readonly string[];
  clock?: Clock;
  deadlineMs?: number;
}

/** What a user's connection consists of. */
export interface UserTokens {
  accessToken: string;
  refreshToken: string;
  /** Origin where the access token works. */
  instance: string;
}

/** A sign-in under way: `url` is opened in the user's browser, the rest is kept until it comes back. */
export interface Authorization {
  url: string;
  state: string;
  verifier: string;
  redirectUri: string;
}

export interface OAuth {
  /** Begins the authorization code flow with PKCE (S256). */
  authorize(redirectUri: string): Authorization;
  /** Changes a code into tokens; `userId` is the user's, 18 characters. */
  exchange(code: string, started: Authorization): Promise<UserTokens & { userId: string }>;
  /**
   * Asks for another access token, once. Salesforce may rotate the refresh token: the one of the answer is to be stored
   * before anything else, and the old one never to be used again (salesforce-rest 13.3).
   * @throws AppError `salesforce.INVALID_GRANT`, `connections.busy` while another refresh runs, and of passing trouble
   */
  refresh(refreshToken: string, signal?: AbortSignal): Promise<UserTokens>;
  /** Ends a refresh token and what came of it. */
  revoke(refreshToken: string): Promise<void>;
  close(): Promise<void>;
}

const PATHS = {
  authorize: '/services/oauth2/authorize',
  token: '/services/oauth2/token',
  revoke: '/services/oauth2/revoke',
};
const SCOPE = 'api refresh_token';
/** 256 bits each. */
const SECRET_BYTES = 32;

const granted = z.object({
  access_token: z.string().min(1),
  instance_url: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  id: z.string().optional(),
});
const USER = /\/id\/[A-Za-z0-9]{15,18}\/(005[A-Za-z0-9]{15})$/;

/** @throws AppError `salesforce.loginUrl` */
export function openOAuth(app: OAuthApp): OAuth {
  const { clientId, clientSecret, privateHosts = [] } = app;
  const login = loginOrigin(app.loginUrl, 'jwt', privateHosts);
  const http = openHttp({ privateHosts, configured: new URL(login).hostname });
  const client = { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  const post = poster(http, login, app.deadlineMs ?? DEADLINES.signIn);
  const clock = app.clock ?? systemClock;

  const ask = async (form: Record<string, string>, signal?: AbortSignal) => {
    const answer = await post(PATHS.token, { ...client, ...form }, signal);
    const body = parseAnswer(answer);
    const found = granted.safeParse(body);
    if (answer.status !== 200 || !found.success) throw refusal(answer, body, clock.now());
    const { access_token: accessToken, refresh_token: refreshToken, instance_url, id } = found.data;
    return { accessToken, refreshToken, id, instance: instanceOrigin(instance_url, login, privateHosts) };
  };

  return {
    authorize: (redirectUri) => {
      const [state, verifier] = [random(), random()];
      const url = new URL(PATHS.authorize, login);
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      url.search = new URLSearchParams({
        ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: SCOPE, state },
        ...{ code_challenge: challenge, code_challenge_method: 'S256', prompt: 'login consent' },
      }).toString();
      return { url: url.href, state, verifier, redirectUri };
    },
    exchange: async (code, { verifier, redirectUri }) => {
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
      const { id = '', refreshToken, ...rest } = await ask(form);
      const userId = USER.exec(id)?.[1];
      // Without the scope refresh_token the connection would end with its first session.
      if (userId === undefined || refreshToken === undefined)
        throw new AppError('connections.authorize', { details: { problem: 'no refresh token or user in the answer' } });
      return { ...rest, refreshToken, userId };
    },
    refresh: async (old, signal) => {
      const {
        accessToken,
        instance,
        refreshToken = old,
      } = await ask({ grant_type: 'refresh_token', refresh_token: old }, signal);
      return { accessToken, instance, refreshToken };
    },
    revoke: async (token) => {
      const answer = await post(PATHS.revoke, { token });
      if (answer.status !== 200) throw refusal(answer, parseAnswer(answer), clock.now());
    },
    close: () => http.close(),
  };
}

function poster(http: Http, login: string, deadlineMs: number) {
  return (path: string, form: Record<string, string>, signal?: AbortSignal): Promise<HttpAnswer> =>
    http.exchange({
      endpoint: 'signIn',
      method: 'POST',
      url: `${login}${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      ...{ deadlineMs, signal },
    });
}

const random = () => randomBytes(SECRET_BYTES).toString('base64url');
