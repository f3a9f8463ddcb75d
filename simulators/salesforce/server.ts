import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CONTROL } from '../lib/control/route.ts';
import { handleControl } from './control/server.ts';
import { Gateway, type Side } from './http/gateway.ts';
import { type CheckedOptions, checkOptions, type SalesforceSimulatorOptions } from './options.ts';
import type { Org } from './org/org.ts';
import { World } from './world.ts';

/** A running simulator. */
export interface SalesforceSimulator {
  /** Where tokens are had, without a path, such as `http://127.0.0.1:43210`. */
  readonly loginUrl: string;
  /** Where the API is; the same unless `separateInstance`. */
  readonly instanceUrl: string;
  readonly controlUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the integration user that client credentials run as. */
  readonly username: string;
  /** Of every user, for the password grant. */
  readonly password: string;
  readonly orgId: string;
  readonly port: number;
  /** Direct access in process, the first org first. */
  readonly orgs: readonly Org[];
  readonly world: World;
  /** Ends at once: open sockets are destroyed. A second call changes nothing. */
  close(): Promise<void>;
}

// Above the 16 KB that Salesforce takes, so that a long URI gets its 414 and not Node's 431.
const HEADERS_MAX = 1024 * 1024;

function makeServer({ tls }: CheckedOptions, listener: RequestListener): Server {
  const settings = { maxHeaderSize: HEADERS_MAX, keepAliveTimeout: 60_000 };
  return tls === undefined ? createServer(settings, listener) : createTlsServer({ ...settings, ...tls }, listener);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  if (!server.listening) return;
  const gone = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await gone;
}

/**
 * Starts a stand-in for Salesforce's REST API on 127.0.0.1.
 * Rejects when the port is taken, an option is out of range, or the persist file belongs to another org.
 */
export async function startSalesforceSimulator(options: SalesforceSimulatorOptions = {}): Promise<SalesforceSimulator> {
  const checked = checkOptions(options);
  const world = new World(checked);
  const closing = new AbortController();
  const gateway = new Gateway(world, closing.signal);
  const serve = (side: Side): Server =>
    makeServer(checked, (request, response) => {
      const control = request.url?.startsWith(`${CONTROL}/`) === true;
      void (control ? handleControl(world, request, response) : gateway.handle(request, response, side));
    });
  const servers = checked.separateInstance ? [serve('login'), serve('instance')] : [serve('both')];
  const ports: number[] = [];
  try {
    for (const [i, server] of servers.entries()) ports.push(await listen(server, i === 0 ? checked.port : 0));
  } catch (error) {
    world.close();
    throw error;
  }
  const scheme = checked.tls === undefined ? 'http' : 'https';
  const [port = 0, instancePort = port] = ports;
  world.loginUrl = `${scheme}://127.0.0.1:${port}`;
  world.instanceUrl = `${scheme}://127.0.0.1:${instancePort}`;
  let closed: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    closing.abort();
    await Promise.all(servers.map(end));
    world.close();
  };
  const { first } = world;
  const [client] = first.clients;
  return {
    loginUrl: world.loginUrl,
    instanceUrl: world.instanceUrl,
    controlUrl: `${world.loginUrl}${CONTROL}`,
    clientId: client?.clientId ?? '',
    clientSecret: client?.clientSecret ?? '',
    username: client?.runAs ?? '',
    password: first.password,
    orgId: first.id,
    port,
    orgs: world.orgs,
    world,
    close() {
      closed ??= stop();
      return closed;
    },
  };
}
