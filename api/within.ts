import { AppError } from '../model/errors/app-error.ts';

/** Proxies wait for 60 s, most of them. */
const LONG_MS = 50_000;

/**
 * What may take long, such as what a worker or a vendor does. It is not stopped: what was begun goes on.
 * @throws AppError `api.slow` when the time is over
 */
export async function withinLong<T>(work: Promise<T>, ms = LONG_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('api.slow')), ms);
  });
  // Whoever would have been told of a later failure has gone.
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** One piece of work of a kind at a time: who asks while it is under way gets its answer. */
export function joined<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
