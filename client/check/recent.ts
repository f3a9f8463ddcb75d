import type { Clock } from '../../model/ports.ts';

/** Reads at most once in `keepMs`; who asks while a read is under way gets that one. A failed read is not kept. */
export function createRecent<T>(read: () => Promise<T>, keepMs: number, clock: Clock): () => Promise<T> {
  let last: { value: Promise<T>; at: number } | null = null;
  return () => {
    const now = clock.now().getTime();
    if (last !== null && now - last.at < keepMs) return last.value;
    const value = read();
    const mine = { value, at: now };
    last = mine;
    value.catch(() => {
      if (last === mine) last = null;
    });
    return value;
  };
}
