import { useRef, useState } from 'preact/hooks';
import { type Fault, isUndecided } from './fault.ts';
import { lookAgain } from './live-status.ts';
import { type Method, type Outcome, type RequestOptions, request } from './request.ts';

export interface Action {
  busy: boolean;
  fault: Fault | null;
  /** Asks, once at a time. @returns null while another request of this action runs */
  run: <T>(method: Method, path: string, options?: RequestOptions) => Promise<Outcome<T> | null>;
  clear: () => void;
}

/** A request that may have been done although nobody was told. */
interface Asked {
  what: string;
  key: string;
}

/**
 * A change that a person asks for: whether it runs, and what it was refused for. Asked for again after an answer was lost,
 * it is done once.
 */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const undecided = useRef<Asked | null>(null);
  const run: Action['run'] = async <T>(method: Method, path: string, options?: RequestOptions) => {
    if (busy) return null;
    setBusy(true);
    setFault(null);
    const what = JSON.stringify([method, path, options?.body]);
    const { key } = undecided.current?.what === what ? undecided.current : { key: newKey() };
    const headers = { ...options?.headers, 'idempotency-key': key };
    const outcome = await request<T>(method, path, { ...options, headers });
    undecided.current = !outcome.ok && isUndecided(outcome.fault) ? { what, key } : null;
    setBusy(false);
    if (outcome.ok) void lookAgain();
    else setFault(outcome.fault);
    return outcome;
  };
  return { busy, fault, run, clear: () => setFault(null) };
}

/** `crypto.randomUUID` is there over TLS and on loopback only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
