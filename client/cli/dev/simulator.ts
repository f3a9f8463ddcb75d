import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { spawnKept } from '../../../local/index.ts';
import { AppError } from '../../../model/errors/app-error.ts';

/** The compiled program, which starts itself again as worker and simulator. */
export const program = fileURLToPath(new URL('../../../../bin/actions-sync.js', import.meta.url));

/** Starts a simulator as a child that ends with this process. @returns what its first line says, and how to stop it */
export async function startSimulated<Shape extends z.ZodType>(
  vendor: 'marketo' | 'salesforce',
  args: readonly string[],
  shape: Shape,
): Promise<z.output<Shape> & { stop(): Promise<void> }> {
  let heard: (line: string) => void = () => {};
  const firstLine = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const child = await spawnKept(process.execPath, [program, 'simulate', vendor, ...args], {
    readsStdin: true,
    onStdout: (line) => heard(line),
  });
  const line = await Promise.race([firstLine, child.exited.then(() => null)]);
  if (line === null) {
    const part = `${vendor === 'marketo' ? 'Marketo' : 'Salesforce'} simulator`;
    throw new AppError('local.missing', { details: { part, reason: child.stderrTail() } });
  }
  return Object.assign(shape.parse(JSON.parse(line)) as object, { stop: () => child.stop() }) as z.output<Shape> & {
    stop(): Promise<void>;
  };
}
