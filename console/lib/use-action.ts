import { useState } from 'preact/hooks';
import type { Fault } from './fault.ts';
import { lookAgain } from './live-status.ts';
import { type Method, type Outcome, type RequestOptions, request } from './request.ts';

export interface Action {
  busy: boolean;
  fault: Fault | null;
  /** Asks, once at a time. @returns null while another request of this action runs */
  run: <T>(method: Method, path: string, options?: RequestOptions) => Promise<Outcome<T> | null>;
  clear: () => void;
}

/** A change that a person asks for: whether it runs, and what it was refused for. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const run: Action['run'] = async <T>(method: Method, path: string, options?: RequestOptions) => {
    if (busy) return null;
    setBusy(true);
    setFault(null);
    const outcome = await request<T>(method, path, options);
    setBusy(false);
    if (outcome.ok) void lookAgain();
    else setFault(outcome.fault);
    return outcome;
  };
  return { busy, fault, run, clear: () => setFault(null) };
}
