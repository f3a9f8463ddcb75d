import { Connection } from '@temporalio/client';
import type { Started } from '../chain.ts';
import { LinkFailed } from '../errors.ts';
import { freePorts } from '../ports.ts';
import { type KeptChild, spawnKept } from '../process/spawn-kept.ts';
import type { StackContext } from '../types.ts';
import { waitFor } from '../wait.ts';

/** What a Temporal link gives. */
export interface TemporalServer {
  address: string;
  namespace: string;
  uiUrl: string | null;
}

const READY_MS = 30_000;
const NAMESPACE = 'default';

/** As the SDK's own test environment sets them (temporal-notes 2.2). */
const DYNAMIC_CONFIG = [
  'frontend.enableServerVersionCheck=false',
  'frontend.enableUpdateWorkflowExecution=true',
  'frontend.enableUpdateWorkflowExecutionAsyncAccepted=true',
];

/** Starts the dev server of a `temporal` program in memory and waits until its namespace answers (at most 30 s). */
export async function startDevServer(program: string, context: StackContext): Promise<Started<TemporalServer>> {
  const [free = 0, freeUi = 0] = await freePorts(2);
  const port = context.temporalPort ?? free;
  const uiPort = context.temporalUi ? (context.temporalUiPort ?? freeUi) : undefined;
  const args = devServerArguments(port, uiPort, context);
  const child = await spawnKept(program, args, { env: context.env }).catch((error: unknown) => {
    throw new LinkFailed(`${program} cannot be run`, { cause: error });
  });
  context.onChild(child.pid);
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(child, address, context.signal);
  } catch (error) {
    await child.stop();
    throw error;
  }
  const uiUrl = uiPort === undefined ? null : `http://127.0.0.1:${uiPort}`;
  return {
    value: { address, namespace: NAMESPACE, uiUrl },
    port,
    close: child.stop,
  };
}

export function devServerArguments(port: number, uiPort: number | undefined, context: StackContext): string[] {
  const attributes = Object.entries(context.searchAttributes).map(([name, kind]) => `${name}=${kind}`);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', NAMESPACE],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...['--log-format', 'pretty', '--log-level', 'error'],
    ...DYNAMIC_CONFIG.flatMap((value) => ['--dynamic-config-value', value]),
    ...attributes.flatMap((value) => ['--search-attribute', value]),
  ];
}

async function untilReady(child: KeptChild, address: string, signal: AbortSignal | undefined): Promise<void> {
  const condition = async () => !child.running() || (await namespaceAnswers(address));
  const ready = await waitFor(condition, { timeoutMs: READY_MS, signal });
  if (ready && child.running()) return;
  const how = child.running() ? `did not answer within ${READY_MS / 1000} s` : 'ended at once';
  const tail = child.stderrTail().split('\n').slice(-3).join(' / ');
  throw new LinkFailed(`the dev server ${how}${tail === '' ? '' : ` (${tail})`}`);
}

async function namespaceAnswers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    return true;
  } finally {
    await connection.close();
  }
}
