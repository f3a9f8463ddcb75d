import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../model/ports.ts';
import { audienceOf, instanceOrigin } from './addresses.ts';
import type { Http } from './http.ts';
import { jwtAssertion } from './jwt.ts';
import { parseAnswer, refusal } from './oauth-answers.ts';

const TOKEN_PATH = '/services/oauth2/token';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** How we prove who we are (salesforce-rest 1.1, 1.3). */
export type Credentials =
  | { flow: 'clientCredentials'; clientId: string; clientSecret: string }
  | { flow: 'jwt'; clientId: string; username: string; key: KeyObject };

export interface SignInOptions {
  http: Http;
  clock: Clock;
  /** Origin. */
  login: string;
  privateHosts: readonly string[];
  credentials: Credentials;
  deadlineMs: number;
}

/** A token and the origin where it works. */
export interface Session {
  token: string;
  instance: string;
}

const granted = z.object({ access_token: z.string().min(1), instance_url: z.string().min(1) });

/**
 * Asks for a token; costs no API call.
 * @throws AppError of the OAuth error, `salesforce.notSalesforce`, `salesforce.instanceUrl`, or of passing trouble
 */
export async function signIn(options: SignInOptions, signal?: AbortSignal): Promise<Session> {
  const { http, clock, login, privateHosts, deadlineMs } = options;
  const answer = await http.exchange({
    endpoint: 'signIn',
    method: 'POST',
    url: `${login}${TOKEN_PATH}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(formOf(options)).toString(),
    deadlineMs,
    signal,
  });
  const body = parseAnswer(answer);
  const found = granted.safeParse(body);
  if (answer.status !== 200 || !found.success) throw refusal(answer, body, clock.now());
  return { token: found.data.access_token, instance: instanceOrigin(found.data.instance_url, login, privateHosts) };
}

function formOf({ credentials, login, clock }: SignInOptions): Record<string, string> {
  const { clientId } = credentials;
  if (credentials.flow === 'clientCredentials')
    return { grant_type: 'client_credentials', client_id: clientId, client_secret: credentials.clientSecret };
  const claims = { clientId, username: credentials.username, audience: audienceOf(login) };
  return { grant_type: JWT_BEARER, assertion: jwtAssertion(claims, credentials.key, clock.now()) };
}
