import type { FastifyReply, FastifyRequest } from 'fastify';

/** Proxies close what is silent for a minute. */
const SILENCE_MS = 15_000;
/** How soon a browser comes back after a cut. */
const RETRY_MS = 3_000;
/** Unsent text beyond which a reader that does not read is let go. */
const BACKLOG_BYTES = 1_048_576;

/** Server-sent events to one caller. */
export interface EventStream {
  send(event: string, data: string): void;
  close(): void;
}

/**
 * Takes over a request. `stillAllowed` is asked at every pause; a caller who may not look any more, or who does not read,
 * is let go. `ended` runs once, whoever ends it.
 */
export function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { stillAllowed, ended }: { stillAllowed: () => Promise<boolean>; ended: () => void },
): EventStream {
  const response = reply.raw;
  let isOpen = true;
  reply.hijack();
  response.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would keep events back.
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const pulse = setInterval(() => {
    void stillAllowed().then(
      (allowed) => {
        if (!allowed || response.writableLength > BACKLOG_BYTES) close();
        else if (isOpen) response.write(': still here\n\n');
      },
      // Whether they may is not known now: told again at the next pulse.
      () => undefined,
    );
  }, SILENCE_MS);
  pulse.unref();
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(pulse);
    ended();
    response.end();
  };
  request.raw.on('close', close);
  response.on('close', close);
  response.on('error', close);
  return {
    send: (event, data) => {
      if (isOpen) response.write(`event: ${event}\ndata: ${data}\n\n`);
    },
    close,
  };
}

/** What hooks have set already, such as those of security. */
function headersOf(reply: FastifyReply): Record<string, number | string | string[]> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
