import { KEPT_VARIABLE } from './spawn-kept.ts';

/**
 * For a Node program started with `spawnKept(…, { readsStdin: true })`: when standard input ends (the parent stops us
 * or is gone), runs `shutdown` once and exits, with 1 when it fails or takes over `graceMs`. Does nothing in a program
 * started otherwise, whose standard input may well be empty.
 */
export function exitWithParent(shutdown: () => Promise<void> | void, graceMs = 10_000): void {
  if (process.env[KEPT_VARIABLE] === undefined) return;
  // Programs that this one starts are not kept by the same pipe.
  delete process.env[KEPT_VARIABLE];
  let begun = false;
  const end = (): void => {
    if (begun) return;
    begun = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    Promise.resolve()
      .then(shutdown)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.stdin.on('end', end).on('error', end).resume();
}
