import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { Routes } from '../context.ts';
import { Hub } from '../events/hub.ts';
import { type EventStream, openStream } from '../events/stream.ts';
import { problemOf, refusal } from '../problem.ts';
import { answers } from '../schemas/common.ts';
import { type Status, status } from '../schemas/status.ts';

/** All consoles together read so often. */
const EVERY_MS = 2_000;
/** Of one process; a console has one. */
const MOST_STREAMS = 500;

type News = { event: 'status' | 'problem'; data: string; essence: unknown };

/** How all flows stand: once, or as long as somebody looks. */
export const statusRoutes: Routes = (api, { clientFor }) => {
  api.get(
    '/api/v1/status',
    {
      config: { scope: 'viewer' },
      schema: { tags: ['status'], summary: 'How all flows stand', response: answers({ 200: status }) },
    },
    async ({ actionsSync }) => actionsSync.status(),
  );

  const hub = new Hub<News>({
    read: () => news(() => clientFor('api').status()),
    everyMs: EVERY_MS,
    essence: (one) => one.essence,
  });
  const streams = new Set<EventStream>();
  // Else they would keep a server that is told to end.
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.close();
  });

  api.get(
    '/api/v1/status/events',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags: ['status'], summary: 'The same as server-sent events, whenever it changes' },
        description:
          'Events `status`, with the document of /api/v1/status, and `problem`, where it can’t be read now. At most ' +
          'every 2 s, and the more seldom the longer reading takes; a comment every 15 s.',
        response: answers({}),
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      if (hub.size >= MOST_STREAMS) throw refusal('api.unavailable');
      const stream = openStream(request, reply, {
        stillAllowed: () => request.isStillAllowed(),
        ended: () => {
          stopListening();
          streams.delete(stream);
        },
      });
      streams.add(stream);
      const stopListening = hub.listen(({ event, data }) => stream.send(event, data));
    },
  );
};

async function news(read: () => Promise<unknown>): Promise<News> {
  try {
    const now: Status = status.encode((await read()) as Status);
    return { event: 'status', data: JSON.stringify(now), essence: essenceOf(now) };
  } catch (error) {
    const told = isAppError(error) ? error : new AppError('unexpected', { cause: error });
    return { event: 'problem', data: JSON.stringify(problemOf(told, 'events')), essence: told.key };
  }
}

/** Without what moves by itself: a clock, and a lag that grows with it is told with the next turn. */
function essenceOf(now: Status): unknown {
  const { people } = now;
  return { ...now, people: { ...people, at: null, changes: { ...people.changes, lagSeconds: null } } };
}
