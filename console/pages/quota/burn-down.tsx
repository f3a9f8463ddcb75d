import type { QuotaPage } from '../../../api/schemas/quota.ts';
import { count } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Moment } from '../../ui/moment.tsx';
import { Plot } from '../../ui/plot.tsx';
import { burnDown } from './lines.ts';

/** What is left of the day's calls, and where that is heading. */
export function BurnDown({ page, height = 220 }: { page: Told<QuotaPage>; height?: number }) {
  const { times, left, forecast } = burnDown(page, Date.now());
  return (
    <div class="stack tight">
      {times.length > 1 && (
        <Plot
          title="Calls left"
          times={times}
          height={height}
          format={(value) => count(Math.round(value))}
          series={[
            { name: 'Left', colour: 'accent', filled: true, values: left },
            { name: 'Forecast', colour: 'warn-mark', dashed: true, values: forecast },
          ]}
        />
      )}
      <p class="soft small">
        {page.forecast === null ? (
          'A forecast follows when some minutes of the day are known.'
        ) : (
          <>
            {count(Math.round(page.forecast.perHour))} calls an hour, as in the last hour.{' '}
            {page.forecast.exhaustedAt === null ? (
              <>
                At the reset (<Moment at={page.now.resetsAt} />) {count(Math.round(page.forecast.usedAtReset))} of{' '}
                {count(page.now.limitToday)} will be used.
              </>
            ) : (
              <>
                They are used up <Moment at={page.forecast.exhaustedAt} />; the reset is{' '}
                <Moment at={page.now.resetsAt} />.
              </>
            )}
          </>
        )}
      </p>
    </div>
  );
}
