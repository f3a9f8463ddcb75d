import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../model/ports.ts';

/** Wall time that never jumps: the process's start plus its monotonic clock. */
export const steadyClock: Clock = {
  now: () => new Date(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal });
  },
};
