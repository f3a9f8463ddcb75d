import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificates } from './certificates.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Speaks TLS before a server that doesn't; `mutual`: wants a certificate of the same authority. */
export async function tlsInFrontOf(target: URL, { ca, cert, key }: Certificates, mutual = false) {
  const clients: (string | null)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      ...{ cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(ca), ALPNProtocols: ['h2'] },
      ...{ requestCert: mutual, rejectUnauthorized: mutual },
    },
    (socket: TLSSocket) => {
      const name = mutual ? socket.getPeerCertificate().subject.CN : null;
      clients.push(typeof name === 'string' ? name : null);
      const upstream = connect(Number(target.port || 27_017), target.hostname);
      for (const one of [socket, upstream]) {
        sockets.add(one);
        one.on('error', () => {});
        one.on('close', () => {
          socket.destroy();
          upstream.destroy();
        });
      }
      socket.pipe(upstream).pipe(socket);
    },
  );
  server.on('tlsClientError', () => {});
  const port = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { port, clients };
}

/** A Temporal that notes who calls and lets nobody in. */
export async function refusingTemporal({ cert, key }: Certificates) {
  const keys: (string | undefined)[] = [];
  const server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) });
  server.on('stream', (stream, headers) => {
    keys.push(headers.authorization);
    const refusal = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' };
    stream.respond(refusal, { endStream: true });
  });
  server.on('sessionError', () => {}).on('tlsClientError', () => {});
  return { port: await listening(server), keys };
}
