import { once } from 'node:events';
import { usage } from '../../lib/normalize.ts';
import { print, say } from '../../lib/output.ts';
import { untilStopped } from '../../lib/until-stopped.ts';

interface Simulator {
  close(): Promise<void>;
}

/** Starts a simulator, prints one JSON line about it, and keeps it until the process is told to stop. */
export async function runSimulator<S extends Simulator>(start: () => Promise<S>, announce: (simulator: S) => object) {
  await untilStopped(async (signal) => {
    const simulator = await orUsage(start);
    try {
      print(JSON.stringify(announce(simulator)));
      say('The simulator runs; Ctrl-C ends it.');
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await simulator.close();
    }
  });
  return undefined;
}

/** What keeps a simulator from starting is a file, a port or an option: its text is safe and says which. */
async function orUsage<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (taken) throw usage('the port is taken', 'Give another --port, or 0 for a free one.');
    throw usage(error instanceof Error ? error.message : 'the simulator could not start');
  }
}
