import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZodError } from 'zod';
import { FaultRulesError } from '../../lib/faults/rules.ts';
import { ActorError } from '../actors/actor.ts';
import { readBody } from '../http/body.ts';
import { ApiError } from '../http/errors.ts';
import { SchemaError } from '../schema/org-schema.ts';
import type { World } from '../world.ts';
import type { ControlAnswer } from './call.ts';
import { CONTROL_ROUTES } from './routes.ts';

export const CONTROL = '/control';
const CHUNK = 64 * 1024;

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly fix: string;
}

class ControlError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}

function* chunks(lines: Iterable<unknown>): Generator<string> {
  let held = '';
  for (const line of lines) {
    held += `${JSON.stringify(line)}\n`;
    if (held.length < CHUNK) continue;
    yield held;
    held = '';
  }
  yield held;
}

/** What a failed control call is told. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof ControlError) return error.refusal;
  if (error instanceof ActorError || error instanceof SchemaError) {
    return { status: 409, error: error.message, fix: error.fix };
  }
  if (error instanceof ApiError) {
    const codes = error.errors.map(({ errorCode, message }) => `${errorCode}: ${message}`);
    return { status: 409, error: codes.join('; '), fix: 'give what the API would take' };
  }
  if (error instanceof FaultRulesError) return { status: 400, error: error.message, fix: 'correct the named field' };
  if (error instanceof ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    return { status: 400, error: issues.join('; '), fix: 'correct the named fields of the JSON body' };
  }
  return { status: 500, error: String(error), fix: 'this is a defect of the simulator; report it' };
}

function routeOf(method: string | undefined, path: string) {
  const matching = CONTROL_ROUTES.flatMap((route) => {
    const match = route.path.exec(path);
    return match === null ? [] : [{ route, args: match.slice(1) }];
  });
  const found = matching.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  const methods = matching.map(({ route }) => route.method).join(', ');
  const known = [...new Set(CONTROL_ROUTES.map(({ path: p }) => p.source.replace(/[\\^$]/g, '')))].join(' ');
  throw new ControlError({
    status: methods === '' ? 404 : 405,
    error: `no control operation ${method} ${CONTROL}${path}`,
    fix: methods === '' ? `use one of ${known} under ${CONTROL}` : `use ${methods}`,
  });
}

async function answer(world: World, request: IncomingMessage): Promise<ControlAnswer> {
  const [path = '', search = ''] = (request.url ?? '').slice(CONTROL.length).split('?', 2);
  const { route, args } = routeOf(request.method, path);
  const query = new URLSearchParams(search);
  const number = Number(query.get('org') ?? 1);
  const org = world.orgs.find((one) => one.number === number);
  if (org === undefined) {
    throw new ControlError({ status: 404, error: `no org ${number}`, fix: `use 1 to ${world.orgs.length}` });
  }
  const bytes = await readBody(request);
  if (bytes === undefined) throw new ControlError({ status: 413, error: 'body too large', fix: 'send less at once' });
  let body: unknown;
  try {
    body = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ControlError({ status: 400, error: `body is not JSON: ${String(error)}`, fix: 'send a JSON body' });
  }
  org.advance();
  return route.handle({ world, org, args, body, query });
}

/** Answers one call under /control: never counted, never limited, no faults. */
export async function handleControl(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answered = await answer(world, request);
    if ('json' in answered) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answered.json));
      return;
    }
    response.setHeader('content-type', 'application/x-ndjson');
    await pipeline(Readable.from(chunks(answered.lines), { objectMode: true }), response);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    const { status, error: text, fix } = refusalOf(error);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: text, fix }));
  }
}
