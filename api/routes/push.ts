import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../model/errors/app-error.ts';
import { pushedIds } from '../../model/push/body.ts';
import type { PushOptions, Routes } from '../context.ts';
import { refusal } from '../problem.ts';
import { Bucket } from '../push/bucket.ts';
import { secretCheck } from '../push/secret.ts';
import { answers } from '../schemas/common.ts';
import { pushTaken } from '../schemas/push.ts';

const BODY_LIMIT_BYTES = 65_536;
/** Of each process. Marketo has 20 calls under way at once, whatever its webhooks. */
const PER_SECOND = 500;
const WRONG_PER_SECOND = 10;
const HEADER = 'x-actions-sync-secret';

/** What Marketo's webhooks call when people change (docs/push.md). Without a secret there is nothing at these addresses. */
export const pushRoutes: Routes = (api, { push }) => {
  if (push === undefined) return;
  void api.register(async (plain) => {
    const inner = plain.withTypeProvider<ZodTypeProvider>();
    // A payload template is free text, whatever its type says.
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES }, (_, body, done) =>
      done(null, body),
    );
    const letThrough = gate(push);
    const schema = {
      ...{ tags: ['push'], summary: 'People who changed in Marketo: they are read again at once', security: [] },
      description:
        'The body is JSON, `{"id": 123}` or `{"ids": [1, 2]}` with at most 1,000 ids, or a form with `id`. 429 and 503 ' +
        'lose nothing: polling finds what no push has told.',
      consumes: ['application/json', 'application/x-www-form-urlencoded'],
      response: answers({ 202: pushTaken }),
    };
    const take = async (request: FastifyRequest, secret: string) => {
      letThrough(secret);
      const text = typeof request.body === 'string' ? request.body : '';
      const ids = pushedIds(text, request.headers['content-type']);
      if (ids === null) throw refusal('push.body');
      return { accepted: ids.length, folded: (await push.intake.take(ids)) === 'folded' };
    };
    // Its own limits; whoever names another host has no secret.
    const config = { scope: 'public', anyHost: true, rateLimit: false } as const;
    inner.post('/push/marketo', { config, schema }, async (request, reply) => {
      const secret = request.headers[HEADER];
      return reply.code(202).send(await take(request, typeof secret === 'string' ? secret : ''));
    });
    inner.post(
      '/push/marketo/:secret',
      { config, schema: { ...schema, params: z.object({ secret: z.string() }) } },
      async (request, reply) => reply.code(202).send(await take(request, request.params.secret)),
    );
  });
};

/** Who guesses uses up nobody's turns but other guessers'. @throws AppError `push.secret`, `push.rate` */
function gate({ secrets }: PushOptions): (secret: string) => void {
  const isRight = secretCheck(secrets);
  const right = new Bucket(PER_SECOND);
  const wrong = new Bucket(WRONG_PER_SECOND);
  return (secret) => {
    const known = isRight(secret);
    if (!(known ? right : wrong).take()) {
      throw new AppError('push.rate', { retryAt: new Date(Date.now() + 1_000) });
    }
    if (!known) throw refusal('push.secret');
  };
}
