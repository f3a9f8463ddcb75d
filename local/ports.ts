import { createServer, type Server } from 'node:net';

/** `count` different TCP ports of 127.0.0.1 that nobody used a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held until all are known, or the system might give one twice.
  const servers = await Promise.all(Array.from({ length: count }, hold));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port ?? 0;
}

async function hold(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}
