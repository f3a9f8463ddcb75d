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
      return { schema: { ...schema, ...scopeOf(document.route) }, url };
    },
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

/** Who may call it, where readers of the document look for it. */
function scopeOf({ config }: RouteOptions): object {
  return config?.scope === undefined ? {} : { 'x-scope': config.scope };
}

/** Each schema comes twice, as it is sent and as it is answered; mostly one of them is meant. */
function withoutUnused<Document extends object>(document: Document): Document {
  if (!('components' in document) || !hasSchemas(document.components)) return document;
  const { schemas, ...others } = document.components;
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name]);
    }
  };
  follow('paths' in document ? document.paths : {});
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...others, schemas: kept } };
}

function hasSchemas(part: unknown): part is { schemas: Record<string, unknown> } {
  return typeof part === 'object' && part !== null && 'schemas' in part;
}

/** Serves the document. */
export function serveDescription(api: Api): void {
  api.get('/api/openapi.json', { config: { scope: 'public' }, schema: { hide: true } }, async () => api.swagger());
}
