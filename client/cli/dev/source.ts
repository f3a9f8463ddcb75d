import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { spawnKept } from '../../../local/index.ts';
import type { Environment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { DevOptions, Source } from './types.ts';

const announced = z.object({
  baseUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  controlUrl: z.string(),
});
const remembered = z.object({ people: z.number(), seed: z.number(), port: z.number() });

/** The compiled program, which starts itself again as worker and simulator. */
export const program = fileURLToPath(new URL('../../../../bin/actions-sync.js', import.meta.url));

/** The instance that the environment names, or the simulator. */
export async function openSource(env: Environment, options: DevOptions, say: (line: string) => void): Promise<Source> {
  const { MARKETO_BASE_URL, MARKETO_CLIENT_ID, MARKETO_CLIENT_SECRET } = env;
  if (MARKETO_BASE_URL === undefined) return startSimulator(options, say);
  if (MARKETO_CLIENT_ID === undefined || MARKETO_CLIENT_SECRET === undefined) {
    throw new AppError('config.environment', {
      details: { MARKETO_CLIENT_ID: 'and MARKETO_CLIENT_SECRET are needed with MARKETO_BASE_URL' },
    });
  }
  say(`Marketo     ${MARKETO_BASE_URL} (from the environment; nothing is made up there)`);
  return {
    baseUrl: MARKETO_BASE_URL,
    clientId: MARKETO_CLIENT_ID,
    clientSecret: MARKETO_CLIENT_SECRET,
    controlUrl: null,
    stop: async () => {},
  };
}

async function startSimulator(options: DevOptions, say: (line: string) => void): Promise<Source> {
  const file = join(options.dir, 'simulator.json');
  const before = options.ephemeral ? null : await readRemembered(file);
  if (before !== null && (before.people !== options.people || before.seed !== options.seed)) {
    throw new AppError('usage.wrong', {
      details: {
        cause: `${options.dir} holds a sync of ${before.people} simulated people (seed ${before.seed})`,
        fix: `use --people ${before.people} --seed ${before.seed}, another --dir, --ephemeral, or remove ${options.dir}`,
      },
    });
  }
  await mkdir(options.dir, { recursive: true });
  const args = ['simulate', 'marketo', '--people', String(options.people), '--seed', String(options.seed)];
  if (!options.ephemeral) args.push('--persist', join(options.dir, 'simulator.ndjson'));
  // The same address after a restart: the sync remembers which instance it read.
  if (before !== null) args.push('--port', String(before.port));
  let heard: (line: string) => void = () => {};
  const firstLine = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const child = await spawnKept(process.execPath, [program, ...args], {
    readsStdin: true,
    onStdout: (line) => heard(line),
  });
  const line = await Promise.race([firstLine, child.exited.then(() => null)]);
  if (line === null)
    throw new AppError('local.missing', { details: { part: 'Marketo simulator', reason: child.stderrTail() } });
  const { baseUrl, ...rest } = announced.parse(JSON.parse(line));
  await writeFile(
    file,
    JSON.stringify({ people: options.people, seed: options.seed, port: Number(new URL(baseUrl).port) }),
  );
  say(`Marketo     ${baseUrl} (simulator, ${options.people.toLocaleString('en')} people, seed ${options.seed})`);
  return { baseUrl, ...rest, stop: () => child.stop() };
}

async function readRemembered(file: string): Promise<z.infer<typeof remembered> | null> {
  try {
    return remembered.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
