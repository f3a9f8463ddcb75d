import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Fault } from './fault.ts';
import { type Outcome, request } from './request.ts';

export interface Data<T> {
  /** The last good answer; it stays while a newer one is awaited or fails. */
  value: T | null;
  fault: Fault | null;
  loading: boolean;
  /** Asks again. */
  reload: () => void;
  /** Puts a value in place without asking, such as the answer to a change. */
  set: (value: T) => void;
}

/** Asks for `path` now and whenever it changes; null: nothing is asked. */
export function useData<T>(path: string | null): Data<T> {
  const ask = useCallback((signal: AbortSignal) => request<T>('GET', path ?? '', { signal }), [path]);
  return useAsked(path, ask);
}

/** As `useData`, by a POST with a body: for searches by what no address may hold. */
export function usePosted<T>(path: string | null, body: unknown): Data<T> {
  const text = JSON.stringify(body);
  const ask = useCallback(
    (signal: AbortSignal) => request<T>('POST', path ?? '', { signal, body: JSON.parse(text) }),
    [path, text],
  );
  return useAsked(path === null ? null : `${path} ${text}`, ask);
}

/** Asks anew whenever `key` changes; what is older is dropped. */
function useAsked<T>(key: string | null, ask: (signal: AbortSignal) => Promise<Outcome<T>>): Data<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; fault: Fault | null; loading: boolean }>({
    ...{ key, value: null, fault: null, loading: key !== null },
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (key === null) return undefined;
    const aborter = new AbortController();
    setState((was) => ({ ...was, key, value: was.key === key ? was.value : null, loading: true }));
    void latest.current(aborter.signal).then((outcome) => {
      setState((was) =>
        outcome.ok
          ? { key, value: outcome.value, fault: null, loading: false }
          : { key, value: was.key === key ? was.value : null, fault: outcome.fault, loading: false },
      );
    });
    return () => aborter.abort();
  }, [key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const set = useCallback((value: T) => setState((was) => ({ ...was, value, fault: null })), []);
  const current = state.key === key;
  return {
    ...{ value: current ? state.value : null, fault: current ? state.fault : null },
    ...{ loading: current ? state.loading : key !== null, reload, set },
  };
}
