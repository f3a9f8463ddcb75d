import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTROL } from '../lib/control/route.ts';
import { handleControl } from './control/server.ts';
import { Gateway } from './http/gateway.ts';
import { MarketoInstance } from './instance/instance.ts';
import { checkOptions, type MarketoSimulatorOptions } from './options.ts';

/** A running simulator. */
export interface MarketoSimulator {
  /** Without a path, such as `http://127.0.0.1:43210`. */
  readonly baseUrl: string;
  readonly controlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly port: number;
  /** Direct access in process: the control API as methods. */
  readonly instance: MarketoInstance;
  /** Ends at once: open sockets are destroyed. A second call changes nothing. */
  close(): Promise<void>;
}

// Above the 8 KB that Marketo takes, so that a long URI gets Marketo's 414 and not Node's 431.
const HEADERS_MAX = 1024 * 1024;

/**
 * Starts a stand-in for one Marketo instance on 127.0.0.1.
 * Rejects when the port is taken, an option is out of range, or the persist file belongs to another instance.
 */
export async function startMarketoSimulator(options: MarketoSimulatorOptions = {}): Promise<MarketoSimulator> {
  const checked = checkOptions(options);
  const instance = new MarketoInstance(checked);
  const closing = new AbortController();
  const gateway = new Gateway(instance, closing.signal);
  const server = createServer({ maxHeaderSize: HEADERS_MAX, keepAliveTimeout: 60_000 }, (request, response) => {
    const control = request.url?.startsWith(`${CONTROL}/`) === true;
    void (control ? handleControl(instance, request, response) : gateway.handle(request, response));
  });
  server.listen(checked.port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    instance.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const [client] = checked.clients;
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    closing.abort();
    const gone = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await gone;
    instance.close();
  };
  return {
    baseUrl,
    controlUrl: `${baseUrl}${CONTROL}`,
    clientId: client?.clientId ?? '',
    clientSecret: client?.clientSecret ?? '',
    port,
    instance,
    close() {
      closed ??= end();
      return closed;
    },
  };
}
