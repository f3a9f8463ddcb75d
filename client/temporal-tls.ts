import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { AppError } from '../model/errors/app-error.ts';
import type { TemporalConfig } from './temporal-config.ts';
import { temporalErrors } from './temporal-errors.ts';

type Options = TemporalConfig['connectionOptions'];

const PROBE_MS = 3_000;
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;
const PORT = 7_233;

/**
 * Connects to Temporal. Where nothing answers, it is looked whether TLS is why: gRPC itself does not say.
 * @throws AppError `temporal.tls`, `temporal.unreachable` and the others of `temporalErrors`
 */
export async function connecting<T>(options: Options, connect: () => Promise<T>): Promise<T> {
  try {
    return await temporalErrors(connect);
  } catch (error) {
    if (!(error instanceof AppError) || error.key !== 'temporal.unreachable') throw error;
    const reason = await tlsProblem(options);
    throw reason === null ? error : new AppError('temporal.tls', { details: { reason } });
  }
}

/** What a handshake says, nothing more being sent; null: it works, or nobody is there. */
async function tlsProblem({ address = '', tls }: Options): Promise<string | null> {
  const given = typeof tls === 'object' && tls !== null ? tls : {};
  const isOn = tls !== undefined && tls !== null && tls !== false;
  const { hostname, port } = hostOf(address);
  const pair = given.clientCertPair;
  const outcome = await shake({
    ...{ host: hostname, port, servername: given.serverNameOverride ?? hostname, ALPNProtocols: ['h2'] },
    // Without TLS on our side the only question is whether the server speaks it.
    rejectUnauthorized: isOn,
    ...(given.serverRootCACertificate && { ca: Buffer.from(given.serverRootCACertificate) }),
    ...(pair && { cert: Buffer.from(pair.crt), key: Buffer.from(pair.key) }),
  });
  if (isOn) return outcome !== null && TLS.test(outcome) ? outcome : null;
  return outcome === null ? 'the server speaks TLS, TEMPORAL_TLS is not set' : null;
}

/** @returns null where the handshake was done, else the error's code */
function shake(options: ConnectionOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connectTls(options, () => end(null));
    const end = (outcome: string | null) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(PROBE_MS, () => end('timeout'));
    socket.on('error', (error) => end('code' in error ? String(error.code) : 'unknown'));
  });
}

function hostOf(address: string): { hostname: string; port: number } {
  const url = URL.canParse(`tcp://${address}`) ? new URL(`tcp://${address}`) : null;
  return { hostname: url?.hostname.replace(/^\[|\]$/g, '') || 'localhost', port: Number(url?.port) || PORT };
}
