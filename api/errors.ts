import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { Api } from './context.ts';
import { type MemberProblem, PROBLEM_TYPE, problemOf, retryAfterSeconds } from './problem.ts';
import { InvalidRequest } from './validation.ts';

/** What fastify itself refuses, by its codes. */
const BY_CODE: Record<string, ErrorKey> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'api.tooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'api.contentType',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'api.json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'api.json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'api.json',
  FST_ERR_CTP_EMPTY_TYPE: 'api.contentType',
  FST_ERR_BAD_URL: 'api.notFound',
  FST_ERR_MAX_PARAM_LENGTH: 'api.notFound',
};

/** Every error leaves as problem+json, with a key of the registry and nothing of where it was thrown. */
export function tellErrors(api: Api): void {
  api.setErrorHandler<FastifyError>((error, request, reply) => {
    const told = toAppError(error);
    if (told.entry.class === 'bug') {
      // Names and frames alone: a message may hold what a person wrote.
      request.log.error({ key: told.key, name: error.name, at: frames(error) }, 'unexpected error');
    }
    sendProblem(told, request, reply, memberProblems(error));
  });
  api.setNotFoundHandler((request, reply) => {
    sendProblem(new AppError('api.notFound'), request, reply);
  });
}

/** What the router refuses before there is a route: an address that can't be read, or is longer than any. */
export function tellRouterError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(toAppError(error), request, reply);
}

export function sendProblem(
  error: AppError,
  request: FastifyRequest,
  reply: FastifyReply,
  problems: readonly MemberProblem[] = [],
): void {
  const body = problemOf(error, request.id, problems);
  const seconds = retryAfterSeconds(error, new Date());
  if (seconds !== null) void reply.header('retry-after', seconds);
  if (body.status === 401) void reply.header('www-authenticate', 'Bearer realm="actions-sync"');
  // Serialized here: a route's own schemas are those of its answers.
  void reply
    .code(body.status)
    .type(PROBLEM_TYPE)
    .serializer((value: string) => value)
    .send(JSON.stringify(body));
}

function toAppError(error: FastifyError): AppError {
  if (isAppError(error)) return error;
  if (error instanceof InvalidRequest) return new AppError('api.invalid');
  const key = BY_CODE[error.code] ?? (error instanceof SyntaxError ? 'api.json' : undefined);
  if (key !== undefined) return new AppError(key);
  return (error.statusCode ?? 500) < 500 ? new AppError('api.invalid') : new AppError('unexpected', { cause: error });
}

function memberProblems(error: FastifyError): MemberProblem[] {
  if (!(error instanceof InvalidRequest)) return [];
  const { issues, validationContext = 'request' } = error;
  return issues.map(({ path, message }) => ({ at: [validationContext, ...path].join('.'), reason: message }));
}

function frames(error: Error): string[] {
  const lines = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return lines.slice(0, 8).map((line) => line.trim());
}
