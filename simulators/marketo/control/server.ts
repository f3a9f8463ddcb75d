import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZodError } from 'zod';
import { FaultRulesError } from '../../lib/faults/rules.ts';
import { readBody } from '../http/body.ts';
import { Params } from '../http/params.ts';
import type { MarketoInstance } from '../instance/instance.ts';
import { MutationError } from '../instance/mutations.ts';
import { CONTROL_ROUTES, type ControlAnswer } from './routes.ts';

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
  if (error instanceof MutationError) return { status: 409, error: error.message, fix: error.fix };
  if (error instanceof FaultRulesError) return { status: 400, error: error.message, fix: 'correct the named field' };
  if (error instanceof ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    return { status: 400, error: issues.join('; '), fix: 'correct the named fields of the JSON body' };
  }
  return { status: 500, error: String(error), fix: 'this is a defect of the simulator; report it' };
}

async function answer(instance: MarketoInstance, request: IncomingMessage): Promise<ControlAnswer> {
  const [path = '', search = ''] = (request.url ?? '').slice(CONTROL.length).split('?', 2);
  const matching = CONTROL_ROUTES.flatMap((route) => {
    const match = route.path.exec(path);
    return match === null ? [] : [{ route, args: match.slice(1) }];
  });
  const found = matching.find(({ route }) => route.method === request.method);
  if (found === undefined) {
    const methods = matching.map(({ route }) => route.method).join(', ');
    const known = [...new Set(CONTROL_ROUTES.map(({ path: p }) => p.source.replace(/[\\^$]/g, '')))].join(' ');
    throw new ControlError({
      status: methods === '' ? 404 : 405,
      error: `no control operation ${request.method} ${CONTROL}${path}`,
      fix: methods === '' ? `use one of ${known} under ${CONTROL}` : `use ${methods}`,
    });
  }
  const bytes = await readBody(request);
  if (bytes === undefined) throw new ControlError({ status: 413, error: 'body above 1 MB', fix: 'send less at once' });
  let body: unknown;
  try {
    body = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ControlError({ status: 400, error: `body is not JSON: ${String(error)}`, fix: 'send a JSON body' });
  }
  return found.route.handle({ instance, args: found.args, body, query: new Params(search) });
}

/** Answers one call under /control: never counted, never limited, no faults. */
export async function handleControl(
  instance: MarketoInstance,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answered = await answer(instance, request);
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
