import { type Signal, signal } from '@preact/signals';

const kept = new Map<string, Signal<unknown>>();

/**
 * What a page's form held when it was left, for when somebody comes back to it. It is kept in memory alone: what is searched
 * for is personal, and belongs neither in the address bar nor on a disk.
 */
export function useKept<Value extends object>(name: string, initial: Value): [Value, (change: Partial<Value>) => void] {
  const there = kept.get(name) as Signal<Value> | undefined;
  const store = there ?? signal(initial);
  if (there === undefined) kept.set(name, store);
  return [
    store.value,
    (change) => {
      store.value = { ...store.value, ...change };
    },
  ];
}
