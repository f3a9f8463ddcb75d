import type { Cleanup } from '../../bench/rig/cleanup.ts';
import type { ChaosOptions } from '../options.ts';
import type { Processes } from './processes.ts';

/** What every part of a rig works with. */
export interface RigBase {
  options: ChaosOptions;
  cleanup: Cleanup;
  processes: Processes;
  /** Data and logs of this run. */
  dir: string;
  /** Ends early, by throwing, when the run does. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}
