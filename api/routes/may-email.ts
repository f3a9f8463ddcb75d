import { summarize } from '../../model/mail-check/answer.ts';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { mayEmailAnswer, mayEmailRequest } from '../schemas/unsubscribes.ts';

/** The check before a sales email goes out (docs/check.md). */
export const mayEmailRoutes: Routes = (api) => {
  api.post(
    '/api/v1/may-email',
    {
      config: { scope: 'operator', isRead: true },
      schema: {
        ...{ tags: ['unsubscribes'], summary: 'Whether addresses may be mailed now: up to 3,000, one answer each' },
        description:
          'Marketo is waited for 5 s, and 2 s more for each further 300 addresses. What has no answer by then is ' +
          '`unavailable`. An error instead of answers means: hold the email.',
        body: mayEmailRequest,
        response: answers({ 200: mayEmailAnswer }),
      },
    },
    async ({ body: { addresses, commercial, timeoutMs }, actionsSync }) => {
      const verdicts = await actionsSync.mayEmail(addresses, {
        commercial,
        ...(timeoutMs !== undefined && { timeoutMs }),
      });
      const { asked, mayEmail, counts } = summarize(verdicts);
      return { answers: verdicts, summary: { asked, mayEmail, counts } };
    },
  );
};
