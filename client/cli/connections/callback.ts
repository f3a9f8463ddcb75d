import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AppError } from '../../../model/errors/app-error.ts';
import { usage } from '../lib/normalize.ts';

const PATH = '/callback';
const PATIENCE_MS = 10 * 60_000;
/** As it is registered in the external client app. */
export const redirectUri = (port: number) => `http://localhost:${port}${PATH}`;
const refused = (problem: string) => new AppError('connections.authorize', { details: { problem } });
const DONE = 'Connected. You can close this window.';
const NOT_DONE = 'Not connected: the command line says why. You can close this window.';

/**
 * The code in the address that the browser was sent back to.
 * @throws AppError `connections.authorize`; the address is not repeated
 */
export function codeOf(url: URL, state: string): string {
  // Whoever sent another state did not begin here.
  if (url.searchParams.get('state') !== state) throw refused('the answer belongs to another try');
  const error = url.searchParams.get('error');
  if (error !== null) throw refused(/^[a-z_]{1,60}$/.test(error) ? error : 'refused');
  const code = url.searchParams.get('code');
  if (code === null || code === '') throw refused('no code in the answer');
  return code;
}

/**
 * Waits on this machine for the browser, which Salesforce sends back with a code. Requests with another state are
 * answered and change nothing. Null: the command is to end.
 * @throws AppError `connections.authorize`, also where nobody comes back in time
 */
export async function waitForCode(port: number, state: string, signal: AbortSignal): Promise<string | null> {
  const server = createServer();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string | null>((resolve, reject) => {
      timer = setTimeout(() => reject(refused('nobody came back within ten minutes')), PATIENCE_MS);
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        const url = new URL(request.url ?? '/', redirectUri(port));
        const isOurs = request.method === 'GET' && url.pathname === PATH && url.searchParams.get('state') === state;
        if (!isOurs) {
          answer(response, 404, 'Nothing is here.');
          return;
        }
        try {
          resolve(codeOf(url, state));
          answer(response, 200, DONE);
        } catch (error) {
          answer(response, 400, NOT_DONE);
          reject(error);
        }
      });
      server.on('error', () => reject(usage('the port is taken', 'Give another --port, and register its address.')));
      signal.addEventListener('abort', () => resolve(null), { once: true });
      server.listen(port, 'localhost');
    });
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeIdleConnections();
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text);
}
