import { within } from './within.ts';

/** Scrapers come in pairs, and each worker has some. */
const KEEP_MS = 5_000;
/** A look that takes long is made more rarely: up to a minute apart MongoDB spends a tenth of its time on it. */
const KEEP_TIMES = 9;
const KEEP_AT_MOST_MS = 60_000;
/** Prometheus gives up after 10 s. */
const WITHIN_MS = 4_000;

/**
 * What many ask for, looked at by one at a time and not too often. Whoever comes while a look is under way waits for it,
 * for a bounded time; a slow one is there for the next.
 */
export function createReader(look: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let freshUntil = 0;

  async function lookOnce(): Promise<void> {
    const startedAt = performance.now();
    await look();
    const endedAt = performance.now();
    freshUntil = endedAt + Math.min(KEEP_AT_MOST_MS, Math.max(KEEP_MS, KEEP_TIMES * (endedAt - startedAt)));
    current = null;
  }
  return async () => {
    if (current === null && performance.now() < freshUntil) return;
    current ??= lookOnce();
    await within(current, WITHIN_MS);
  };
}
