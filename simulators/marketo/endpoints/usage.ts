import type { Answer, Call, Route } from '../http/call.ts';
import type { Day } from '../http/limiter.ts';

const DAY_MS = 86_400_000;

type Show = (date: string, day: Day) => object;

const usage: Show = (date, { total, users }) => ({
  date,
  total,
  users: [...users].map(([userId, count]) => ({ userId, count })),
});

const errors: Show = (date, { errors: counts }) => ({
  date,
  total: [...counts.values()].reduce((sum, count) => sum + count, 0),
  errors: [...counts].map(([errorCode, count]) => ({ errorCode, count })),
});

const today =
  (show: Show) =>
  ({ instance: { limiter } }: Call): Answer => ({
    result: limiter
      .days()
      .slice(-1)
      .map(([date, day]) => show(date, day)),
  });

const lastWeek =
  (show: Show) =>
  ({ instance }: Call): Answer => {
    const { limiter } = instance;
    const from = limiter.dateOf(instance.now() - 6 * DAY_MS);
    const days = limiter.days().filter(([date]) => date >= from);
    return { result: days.map(([date, day]) => show(date, day)) };
  };

const route = (path: string, handle: (call: Call) => Answer): Route => ({
  method: 'GET',
  path: `/rest/v1/stats/${path}.json`,
  class: 'usage',
  permissions: [],
  handle,
});

/** Consumption of the instance. */
export const usageRoutes: readonly Route[] = [
  route('usage', today(usage)),
  route('usage/last7days', lastWeek(usage)),
  route('errors', today(errors)),
  route('errors/last7days', lastWeek(errors)),
];
