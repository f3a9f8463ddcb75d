import { forecastQuota } from '../../model/quota-forecast.ts';
import { MINUTE_MS } from '../../model/samples.ts';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { quotaPage } from '../schemas/quota.ts';

const DAY_MINUTES = 1_500;
/** Points that a plot of a day needs. */
const MOST_POINTS = 300;

/** Marketo's calls: now, today, and where they are heading. */
export const quotaRoutes: Routes = (api, { store, limits }) => {
  api.get(
    '/api/v1/quota',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags: ['status'], summary: 'Marketo’s calls of today, with a forecast until the reset' },
        response: answers({ 200: quotaPage }),
      },
    },
    async () => {
      const at = new Date();
      const minute = Math.floor(at.getTime() / MINUTE_MS);
      const [now, kept] = await Promise.all([
        store.quota.status(limits),
        store.samples.between(minute - DAY_MINUTES, minute),
      ]);
      const today = kept.flatMap(({ minute: of, stood }) =>
        stood?.day === now.day ? [{ at: new Date(of * MINUTE_MS), callsToday: stood.callsToday }] : [],
      );
      return { now, samples: thinned(today), forecast: forecastQuota(today, { ...now, at }) };
    },
  );
};

/** Every so manieth, and always the last. */
function thinned<T>(items: readonly T[]): T[] {
  const step = Math.ceil(items.length / MOST_POINTS);
  return items.filter((_, index) => (items.length - 1 - index) % step === 0);
}
