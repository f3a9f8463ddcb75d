import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import { CLAIM_MS } from '../store/idempotency/types.ts';
import type { Api, ApiOptions } from './context.ts';
import { refusal } from './problem.ts';
import { operationId, type Seal, sealOf } from './seal.ts';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const HEADER = 'idempotency-key';
const KEY = /^[A-Za-z0-9._:-]{1,64}$/;
/** Most requests are over by then. */
const AGAIN_MS = 1_000;

const headers = z.looseObject({
  [HEADER]: z
    .string()
    .regex(KEY, 'must be 1 to 64 of A-Z a-z 0-9 . _ : -')
    .optional()
    .meta({ description: 'A uuid of the caller’s own: the same request with the same key is done once in 24 h' }),
});

interface UnderWay {
  stamp: string;
  seal: Seal;
  timer: NodeJS.Timeout;
}

/**
 * What changes something may carry `idempotency-key`: repeated by the same caller it is answered as before and not done
 * again, for 24 h. Answers of errors that may pass are not kept. What is kept can be read only with the key and the request
 * itself (see `sealOf`), because answers may hold personal data.
 */
export function keepAnswers(api: Api, { store }: Pick<ApiOptions, 'store'>): void {
  const underWay = new WeakMap<FastifyRequest, UnderWay>();
  api.decorateRequest('operation', null);

  api.addHook('onRoute', (route) => {
    if (isKept([route.method].flat().join(), route.config)) route.schema = { ...route.schema, headers };
  });

  api.addHook('preHandler', async (request, reply) => {
    const key = request.headers[HEADER];
    if (typeof key !== 'string' || !isKept(request.method, request.routeOptions.config)) return;
    const id = operationId(request.actor.name, request.method, request.url, key);
    const seal = sealOf(id, key, request.body);
    request.operation = id;
    const claim = await store.idempotency.claim({ id, proof: seal.proof });
    switch (claim.kind) {
      case 'mine': {
        const timer = setInterval(() => void extend(request, claim.stamp), CLAIM_MS / 3).unref();
        underWay.set(request, { stamp: claim.stamp, seal, timer });
        return;
      }
      case 'answered': {
        const { status, type, sealed } = claim.answer;
        return repeat(reply, status, type, seal.open(sealed));
      }
      case 'different':
        throw refusal('api.idempotencyMismatch');
      case 'gone':
        throw refusal('api.idempotencyGone');
      case 'open':
        throw new AppError('api.idempotencyOpen', { retryAt: new Date(Date.now() + AGAIN_MS) });
    }
  });

  api.addHook('onSend', async (request, reply, payload) => {
    const mine = underWay.get(request);
    if (mine === undefined) return payload;
    underWay.delete(request);
    clearInterval(mine.timer);
    const body = typeof payload === 'string' ? payload : '';
    try {
      if (isPassing(reply.statusCode)) await store.idempotency.release(mine.stamp);
      else {
        const type = String(reply.getHeader('content-type') ?? '');
        const answer = { status: reply.statusCode, type, sealed: mine.seal.close(body) };
        await store.idempotency.keep(mine.stamp, request.routeOptions.config.isSecret === true ? null : answer);
      }
    } catch (error) {
      // It was done all the same; a repetition is refused until the claim is over.
      request.log.warn({ key: error instanceof AppError ? error.key : 'unexpected' }, 'answer not kept');
    }
    return payload;
  });

  async function extend({ log }: FastifyRequest, stamp: string): Promise<void> {
    try {
      await store.idempotency.extend(stamp);
    } catch (error) {
      log.warn({ key: error instanceof AppError ? error.key : 'unexpected' }, 'claim not extended');
    }
  }
}

function isKept(methods: string, config: { scope?: string; isRead?: boolean } | undefined): boolean {
  // What is at no address has no scope.
  const scope = config?.scope ?? 'public';
  return WRITES.has(methods) && config?.isRead !== true && scope !== 'public';
}

/** Whether it may go another way the next time. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 429;
}

function repeat(reply: FastifyReply, status: number, type: string, body: string): FastifyReply {
  void reply.header('idempotency-replayed', 'true').code(status);
  if (body === '') return reply.send();
  return reply
    .type(type)
    .serializer((text: string) => text)
    .send(body);
}
