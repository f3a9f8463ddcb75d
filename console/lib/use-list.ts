import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Fault } from './fault.ts';
import { type Outcome, request, withQuery } from './request.ts';
import type { Page } from './told.ts';

export interface List<Item> {
  items: readonly Item[];
  /** How many before them are not kept any more. */
  dropped: number;
  fault: Fault | null;
  loading: boolean;
  /** Whether the API has more than what is here. */
  more: boolean;
  loadMore: () => void;
  reload: () => void;
  /** Changes what is here without asking. */
  update: (change: (items: readonly Item[]) => readonly Item[]) => void;
}

/** However far somebody goes in a list of a million, the page stays quick. */
const MOST_KEPT = 1_000;

type Query = Record<string, string | number | boolean | null | undefined>;

/** A list of the API, page after page. @param query filters; a change of them begins anew */
export function useList<Item>(path: string | null, query: Query = {}): List<Item> {
  return usePages(path === null ? null : withQuery(path, query), (cursor, signal) =>
    request<Page<Item>>('GET', withQuery(path ?? '', { ...query, cursor }), { signal }),
  );
}

/** As `useList`, by POST: for lists whose filters or cursors are personal. */
export function useSearch<Item>(path: string | null, body: Record<string, unknown>): List<Item> {
  return usePages(path === null ? null : `${path} ${JSON.stringify(body)}`, (cursor, signal) =>
    request<Page<Item>>('POST', path ?? '', { signal, body: cursor === null ? body : { ...body, cursor } }),
  );
}

interface State<Item> {
  key: string | null;
  items: readonly Item[];
  dropped: number;
  next: string | null;
  fault: Fault | null;
  loading: boolean;
}

function usePages<Item>(
  key: string | null,
  ask: (cursor: string | null, signal: AbortSignal) => Promise<Outcome<Page<Item>>>,
): List<Item> {
  const empty: State<Item> = { key, items: [], dropped: 0, next: null, fault: null, loading: key !== null };
  const [state, setState] = useState(empty);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(ask);
  latest.current = ask;

  const load = useCallback(
    (cursor: string | null) => {
      running.current?.abort();
      const aborter = new AbortController();
      running.current = aborter;
      setState((was) => ({
        ...was,
        key,
        loading: true,
        fault: null,
        ...(was.key !== key && { items: [], dropped: 0, next: null }),
      }));
      void latest.current(cursor, aborter.signal).then((outcome) => {
        setState((was) => {
          if (!outcome.ok) return { ...was, fault: outcome.fault, loading: false };
          const { items, next } = outcome.value;
          const before = cursor === null ? { items: [], dropped: 0 } : was;
          const all = [...before.items, ...items];
          const over = Math.max(0, all.length - MOST_KEPT);
          return {
            ...{ key, items: all.slice(over), dropped: before.dropped + over },
            ...{ next, fault: null, loading: false },
          };
        });
      });
    },
    [key],
  );
  useEffect(() => {
    if (key === null) return undefined;
    load(null);
    return () => running.current?.abort();
  }, [key, load]);

  const { items, dropped, next, fault, loading } = state.key === key ? state : empty;
  return {
    ...{ items, dropped, fault, loading, more: next !== null },
    loadMore: () => next !== null && load(next),
    reload: () => load(null),
    update: (change) => setState((was) => ({ ...was, items: change(was.items) })),
  };
}
