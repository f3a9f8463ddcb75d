import type { WorkerCounts } from '../rig/workers.ts';
import type { Check } from './check.ts';

/** A worker whose server is away while it comes up ends with this, and is started again. */
const NOT_REACHABLE = 3;

export function judgeWorkers({ stuck, stoppedBadly, endedAlone }: WorkerCounts): Check[] {
  const alone = endedAlone.filter((code) => code !== NOT_REACHABLE);
  return [
    { name: 'workers that did not stop when told', found: stuck, allowed: 0 },
    { name: 'workers that stopped with an error', found: stoppedBadly.length, allowed: 0, examples: stoppedBadly },
    { name: 'workers that ended for no good reason', found: alone.length, allowed: 0, examples: alone },
  ];
}
