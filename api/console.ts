import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from './context.ts';

/** Of files whose names change with their content. */
const KEPT = { maxAge: '365d', immutable: true };

/** Addresses that are never a page: what is not found there is told as JSON. */
const NOT_PAGES = /^\/(?:api|push|assets|healthz|readyz)(?:\/|$)/;

/** Where `npm run build` puts the console, seen from the source and from `dist/`. */
export function consoleFolder(): string | null {
  const places = ['../dist/console', '../console'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return places.find((place) => existsSync(`${place}/assets`)) ?? null;
}

/** Serves the web console: its files, and its one document at the address of every page. */
export async function serveConsole(api: Api, folder: string): Promise<void> {
  await api.register(fastifyStatic, { root: folder, serve: false });
  const config = { scope: 'public' } as const;
  const schema = { hide: true } as const;

  api.get<{ Params: { '*': string } }>('/assets/*', { config, schema }, (request, reply) =>
    reply.sendFile(`assets/${request.params['*']}`, KEPT),
  );
  const sendPage = (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? '/';
    if (NOT_PAGES.test(path) || !wantsHtml(request)) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
  };
  api.get('/', { config, schema }, sendPage);
  api.get('/*', { config, schema }, sendPage);
}

function wantsHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}
