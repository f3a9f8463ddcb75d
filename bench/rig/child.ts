import { fileURLToPath } from 'node:url';
import { type KeptChild, type KeptOptions, spawnKept } from '../../local/index.ts';
import type { Cleanup } from './cleanup.ts';

export interface BenchChild {
  child: KeptChild;
  /** Its first line of standard output, as JSON: it is ready. */
  ready: unknown;
  stop: () => Promise<void>;
}

interface ChildOptions extends Pick<KeptOptions, 'env' | 'graceMs'> {
  argument: unknown;
  /** Each further line, as JSON. */
  onMessage?: (message: unknown) => void;
}

/** Starts `bench/children/<name>` as a process of its own; it ends with the bench. */
export async function startChild(name: string, options: ChildOptions, cleanup: Cleanup): Promise<BenchChild> {
  const { argument, onMessage, ...kept } = options;
  const file = fileURLToPath(new URL(`../children/${name}.js`, import.meta.url));
  let heard: ((message: unknown) => void) | undefined;
  const first = new Promise<unknown>((resolve) => {
    heard = resolve;
  });
  const child = await spawnKept(process.execPath, [file, JSON.stringify(argument)], {
    ...kept,
    readsStdin: true,
    onStdout: (line) => {
      const message: unknown = JSON.parse(line);
      if (heard === undefined) onMessage?.(message);
      else heard(message);
      heard = undefined;
    },
  });
  const stop = cleanup.add(() => child.stop());
  const ready = await Promise.race([
    first,
    child.exited.then((code) => {
      throw new Error(`the ${name} of the bench ended with code ${code}: ${child.stderrTail()}`);
    }),
  ]);
  return { child, ready, stop };
}
