import { signal } from '@preact/signals';
import type { Problem } from '../../api/schemas/problem.ts';
import type { Status } from '../../api/schemas/status.ts';
import { type Fault, faultOf } from './fault.ts';
import { request } from './request.ts';
import type { Told } from './told.ts';

export interface LiveStatus {
  /** The newest that came. */
  status: Told<Status> | null;
  /** Why the server can't tell it now. */
  fault: Fault | null;
  /** When the connection was lost (ms); null: it stands, or was never there. */
  lostAt: number | null;
  connected: boolean;
}

const NONE: LiveStatus = { status: null, fault: null, lostAt: null, connected: false };
const PATH = '/api/v1/status/events';
const AGAIN_MS = 3_000;

/** How all flows stand, as the server tells it. */
export const live = signal<LiveStatus>(NONE);

let source: EventSource | null = null;
let again: ReturnType<typeof setTimeout> | undefined;

/** Listens as long as the page can be seen: a browser has few connections, and hidden tabs keep theirs. */
export function listen(): () => void {
  const onVisibility = () => (document.hidden ? disconnect() : connect());
  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    disconnect();
    live.value = NONE;
  };
}

/** After something was done: what it changed is seen at once, not with the next event. */
export async function lookAgain(): Promise<void> {
  if (source === null) return;
  const outcome = await request<Told<Status>>('GET', '/api/v1/status');
  if (outcome.ok) live.value = { ...live.value, status: outcome.value, fault: null };
}

function connect(): void {
  disconnect();
  source = new EventSource(PATH);
  source.addEventListener('open', () => {
    live.value = { ...live.value, connected: true, lostAt: null };
  });
  source.addEventListener('status', ({ data }: MessageEvent<string>) => {
    live.value = { ...live.value, status: JSON.parse(data) as Told<Status>, fault: null };
  });
  source.addEventListener('problem', ({ data }: MessageEvent<string>) => {
    const problem = JSON.parse(data) as Problem;
    live.value = { ...live.value, fault: faultOf(problem.status, problem) };
  });
  source.addEventListener('error', onLost);
}

function onLost(): void {
  const { lostAt } = live.value;
  live.value = { ...live.value, connected: false, lostAt: lostAt ?? Date.now() };
  // The browser tries again by itself, but not after an answer that is no stream.
  if (source?.readyState !== EventSource.CLOSED) return;
  clearTimeout(again);
  again = setTimeout(() => void askThenConnect(), AGAIN_MS);
}

/** An ended session shows here: a stream does not tell why it was refused. */
async function askThenConnect(): Promise<void> {
  const outcome = await request('GET', '/api/v1/session');
  if (source === null) return;
  if (outcome.ok) connect();
  else onLost();
}

function disconnect(): void {
  clearTimeout(again);
  source?.close();
  source = null;
  live.value = { ...live.value, connected: false };
}
