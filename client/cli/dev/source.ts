import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { startSimulated } from './simulator.ts';
import type { DevOptions, Source } from './types.ts';

const announced = z.object({
  baseUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  controlUrl: z.string(),
});
const remembered = z.object({ people: z.number(), seed: z.number(), port: z.number() });

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
  const args = ['--people', String(options.people), '--seed', String(options.seed)];
  if (!options.ephemeral) args.push('--persist', join(options.dir, 'simulator.ndjson'));
  // The same address after a restart: the sync remembers which instance it read.
  if (before !== null) args.push('--port', String(before.port));
  const started = await startSimulated('marketo', args, announced);
  const { baseUrl } = started;
  await writeFile(
    file,
    JSON.stringify({ people: options.people, seed: options.seed, port: Number(new URL(baseUrl).port) }),
  );
  say(`Marketo     ${baseUrl} (simulator, ${options.people.toLocaleString('en')} people, seed ${options.seed})`);
  return started;
}

async function readRemembered(file: string): Promise<z.infer<typeof remembered> | null> {
  try {
    return remembered.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
