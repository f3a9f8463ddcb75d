import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Api } from './context.ts';

const ABOUT =
  'Everything that the typed client offers, over HTTP. Errors are application/problem+json with a key of docs/errors.md. ' +
  'Lists are paged by opaque cursors. Nothing personal stands in an address.';

/** Collects every route that is added from now on; the document is OpenAPI 3.1. */
export async function describe(api: Api, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'actions-sync', version, description: ABOUT },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token: actions-sync tokens create' },
          session: { type: 'apiKey', in: 'cookie', name: 'actions_sync_session', description: 'The console’s' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      return { schema: { ...schema, operationId: operationId(document.route), ...scopeOf(document.route) }, url };
    },
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

type Description = ReturnType<typeof jsonSchemaTransformObject>;

/** Each named schema comes as it is read and as it is written, whichever of the two is used. */
function withoutUnused(description: Description): Description {
  if (!('components' in description) || description.components?.schemas === undefined) return description;
  const { paths, components } = description;
  const schemas: Record<string, unknown> = { ...components.schemas };
  const used = new Set<string>();
  for (let open = namesIn(paths); open.length > 0; ) {
    const fresh = open.filter((name) => !used.has(name));
    for (const name of fresh) used.add(name);
    open = fresh.flatMap((name) => namesIn(schemas[name]));
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...description, components: { ...components, schemas: kept } } as Description;
}

function namesIn(part: unknown): string[] {
  const found = JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  return [...found].map(([, name = '']) => name);
}

/** Names it for generators of clients: `GET /api/v1/people/:id/history` is `getPeopleIdHistory`. */
function operationId({ method, url }: RouteOptions): string {
  const words = url.replace(/^\/api\/v1/, '').match(/[a-z0-9]+/gi) ?? [];
  return [[method].flat().join('').toLowerCase(), ...words.map(capital)].join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Who may call it, where readers of the document look for it. */
function scopeOf({ config }: RouteOptions): object {
  return config?.scope === undefined ? {} : { 'x-scope': config.scope };
}

/** Serves the document. */
export function serveDescription(api: Api): void {
  api.get('/api/openapi.json', { config: { scope: 'public' }, schema: { hide: true } }, async () => api.swagger());
}
