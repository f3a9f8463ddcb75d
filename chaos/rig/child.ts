import { type KeptChild, type KeptOptions, spawnKept } from '../../local/index.ts';

interface ChildOptions extends Omit<KeptOptions, 'readsStdin' | 'onStdout'> {
  /** How it is called where it fails to start. */
  name: string;
}

/** Starts a Node program that ends with us and says by one line of JSON that it is ready. */
export async function startAnnouncing(
  { name, ...options }: ChildOptions,
  args: string[],
): Promise<{ child: KeptChild; announced: unknown }> {
  let heard: (line: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const child = await spawnKept(process.execPath, args, {
    ...options,
    readsStdin: true,
    onStdout: (line) => heard(line),
  });
  const line = await Promise.race([first, child.exited.then(() => null)]);
  if (line === null) throw new Error(`the ${name} ended before it was ready: ${child.stderrTail()}`);
  return { child, announced: JSON.parse(line) };
}
