import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'undici';

const HOST = '127.0.0.1';
const WITHIN_MS = 2_000;

/** An address on loopback for the SDK's own listener: it can only bind one, and ours appends what it says. */
export async function freeLoopbackAddress(): Promise<string> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return `${HOST}:${port}`;
}

/** The SDK's metrics (`temporal_…`) in Prometheus' text format; empty where it does not answer in time. */
export async function sdkMetrics(address: string): Promise<string> {
  const timeouts = { headersTimeout: WITHIN_MS, bodyTimeout: WITHIN_MS };
  try {
    const { statusCode, body } = await request(`http://${address}/metrics`, timeouts);
    const text = await body.text();
    return statusCode === 200 ? text : '';
  } catch {
    return '';
  }
}
