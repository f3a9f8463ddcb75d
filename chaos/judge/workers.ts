import type { WorkerCounts } from '../rig/workers.ts';
import type { Check } from './check.ts';

/** A worker whose server is away while it comes up ends with this, and is started again. */
const NOT_REACHABLE = 3;

/** `what` they are, in the plural. */
export function judgeWorkers(what: string, { stuck, stoppedBadly, endedAlone }: WorkerCounts): Check[] {
  const alone = endedAlone.filter((code) => code !== NOT_REACHABLE);
  return [
    { name: `${what} that did not stop when told`, found: stuck, allowed: 0 },
    { name: `${what} that stopped with an error`, found: stoppedBadly.length, allowed: 0, examples: stoppedBadly },
    { name: `${what} that ended for no good reason`, found: alone.length, allowed: 0, examples: alone },
  ];
}
