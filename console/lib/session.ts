import { signal } from '@preact/signals';
import type { Session as SessionAnswer } from '../../api/schemas/access.ts';
import type { Fault } from './fault.ts';
import { connection, type Outcome, request } from './request.ts';
import type { Told } from './told.ts';

export type Scope = SessionAnswer['actor']['scope'];

const SCOPES: readonly Scope[] = ['viewer', 'operator', 'admin'];
const PATH = '/api/v1/session';

type Session = Told<SessionAnswer>;

export type SessionState =
  | { kind: 'loading' }
  | { kind: 'out'; ended: boolean }
  | { kind: 'in'; session: Session }
  | { kind: 'fault'; fault: Fault };

/** Who is signed in here. */
export const sessionState = signal<SessionState>({ kind: 'loading' });

connection.onSignedOut = () => {
  connection.csrf = null;
  if (sessionState.value.kind === 'in') sessionState.value = { kind: 'out', ended: true };
};

export async function loadSession(): Promise<void> {
  const outcome = await request<Session>('GET', PATH);
  if (outcome.ok) signedIn(outcome.value);
  else if (outcome.fault.status === 401) sessionState.value = { kind: 'out', ended: false };
  else sessionState.value = { kind: 'fault', fault: outcome.fault };
}

/** @param proof a token, or the one-time code of an address that the command line printed */
export async function signIn(proof: { token: string } | { code: string }): Promise<Outcome<Session>> {
  const outcome = await request<Session>('POST', PATH, { body: proof });
  if (outcome.ok) signedIn(outcome.value);
  return outcome;
}

export async function signOut(): Promise<void> {
  await request('DELETE', PATH);
  connection.csrf = null;
  sessionState.value = { kind: 'out', ended: false };
}

/** Whether whoever is signed in may do what needs `scope`. */
export function may(scope: Scope): boolean {
  const state = sessionState.value;
  return state.kind === 'in' && SCOPES.indexOf(state.session.actor.scope) >= SCOPES.indexOf(scope);
}

function signedIn(session: Session): void {
  // Where links with a code lead; it is no page, and the code must not stay in the history.
  if (location.pathname === '/sign-in') history.replaceState(null, '', '/');
  connection.csrf = session.csrf;
  sessionState.value = { kind: 'in', session };
}
