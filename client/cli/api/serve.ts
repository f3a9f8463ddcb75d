import { type AccessSettings, DEFAULT_ACCESS } from '../../../api/access/settings.ts';
import { createClients } from '../../../api/clients.ts';
import { listen } from '../../../api/listen.ts';
import { createApiServer } from '../../../api/server.ts';
import { type Environment, readEnvironment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { isLoopbackHost } from '../../../net/addresses.ts';
import { systemClock } from '../../../net/system-clock.ts';
import type { Store } from '../../../store/types.ts';
import { loggerOptions } from '../../../worker/logger.ts';
import { packageVersion } from '../../../worker/version.ts';
import { vendorsAndStore } from '../../connect.ts';
import { createPushIntake } from '../../push/intake.ts';
import { examine } from '../doctor/examine.ts';
import { selectChecks } from '../doctor/select.ts';
import { hostOf } from '../lib/listen-address.ts';
import { connectTemporalLater } from '../lib/temporal.ts';
import { planView } from '../people/plan-view.ts';
import { MARKETO_VARIABLES, planWith } from '../people/planning.ts';

type Variables = Readonly<Record<string, string | undefined>>;
type Part = { close(): Promise<void> };

/** How long requests may still take once the process is told to end. */
const CLOSE_WITHIN_MS = 5_000;

/**
 * Serves the HTTP API until `signal`; `onListening` is told its address. Temporal is asked when it is first needed.
 * @throws AppError `config.environment`, `store.*`, `api.address`
 */
export async function serveApi(
  variables: Variables,
  signal: AbortSignal,
  onListening: (url: string) => void,
): Promise<void> {
  const env = readEnvironment(variables, ['MONGODB_URI']);
  const parts: Part[] = [];
  const opened = <P extends Part>(part: P): P => {
    parts.push(part);
    return part;
  };
  try {
    const temporal = opened(await connectTemporalLater(variables));
    const common = await vendorsAndStore(env, opened);
    const { store, instance, limits } = common;
    await store.migrate();
    await refuseOpenNetwork(env, store);
    const clientFor = createClients({ ...common, temporal: temporal.client });
    const push = pushOf(env.PUSH_SECRET, store, { opened, wake: () => clientFor('api').wakePushes() });
    const api = await createApiServer({
      ...{ push, store, instance, limits, clientFor, version: packageVersion() },
      temporalUi: temporalUi(env, temporal.namespace),
      connected: { marketo: common.marketo !== undefined, salesforce: common.salesforce !== undefined },
      isSimulated: isSimulator(env.MARKETO_BASE_URL),
      plan: async (wanted) => {
        readEnvironment(variables, MARKETO_VARIABLES);
        const { plan, calls } = await planWith({ env, limits, store }, wanted);
        const { initial } = await store.peopleState.get();
        return planView({ plan, calls, options: wanted, initial });
      },
      examine: async () => examine(selectChecks([]), { ...variables }),
      askTemporal: () => temporal.connection.workflowService.getSystemInfo({}),
      access: accessOf(env),
      trustedProxies: env.API_TRUSTED_PROXIES ?? [],
      logger: { ...loggerOptions(env.LOG_LEVEL), stream: process.stderr },
    });
    opened({ close: () => closeWithin(api) });
    const port = await listen(api, env.API_ADDRESS);
    onListening(`http://${hostOf(env.API_ADDRESS)}:${port}`);
    await aborted(signal);
    await clientFor('api')
      .activities.started()
      .catch(() => {});
  } finally {
    for (const part of parts.reverse()) await part.close().catch(() => {});
  }
}

function pushOf(
  secrets: readonly string[] | undefined,
  store: Store,
  { opened, wake }: { opened: <P extends Part>(part: P) => P; wake: () => Promise<void> },
) {
  if (secrets === undefined) return undefined;
  return { secrets, intake: opened(createPushIntake({ store, clock: systemClock, wake })) };
}

function temporalUi({ TEMPORAL_UI_URL: url }: Environment, namespace: string) {
  return url === undefined ? null : { url, namespace };
}

function accessOf(env: Environment): AccessSettings {
  return { ...DEFAULT_ACCESS, publicUrl: env.API_PUBLIC_URL ?? null, requestsPerMinute: env.API_RATE_LIMIT };
}

/**
 * Beyond this machine only those are let in who have a token, so there must be one.
 * @throws AppError `api.noTokens`
 */
async function refuseOpenNetwork({ API_ADDRESS: address }: Environment, store: Store): Promise<void> {
  if (isLoopbackHost(address.slice(0, address.lastIndexOf(':')))) return;
  if (!(await store.access.hasAdminToken(await store.serverTime()))) {
    throw new AppError('api.noTokens', { details: { API_ADDRESS: address } });
  }
}

/** Marketo's own hosts are never this machine. */
function isSimulator(baseUrl: string | undefined): boolean {
  return baseUrl !== undefined && isLoopbackHost(new URL(baseUrl).hostname);
}

async function closeWithin(api: { close(): Promise<unknown>; server: { closeAllConnections(): void } }): Promise<void> {
  const timer = setTimeout(() => api.server.closeAllConnections(), CLOSE_WITHIN_MS);
  await api.close();
  clearTimeout(timer);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
