import type { QuotaPage } from '../../../api/schemas/quota.ts';
import { bytes, count, percent } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { usePolled } from '../../lib/use-polled.ts';
import { Bar } from '../../ui/bar.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer } from '../../ui/states.tsx';
import { BurnDown } from './burn-down.tsx';
import { Outlook } from './outlook.tsx';
import { Priorities } from './priorities.tsx';

const EVERY_MS = 10_000;

/** Marketo's calls: what is used, what is left for whom, whether the day lasts. */
export default function Quota() {
  const quota = useData<Told<QuotaPage>>('/api/v1/quota');
  usePolled(quota.reload, EVERY_MS);
  return (
    <Page title="Quota" about="Calls to Marketo, of all workers together. Marketo’s day begins at midnight US Central.">
      <Answer data={quota} lines={8}>
        {(page) => (
          <>
            <Card title="Today" aside={<Outlook {...page} />}>
              <BurnDown page={page} />
            </Card>
            <div class="grid">
              <Now {...page.now} />
              <Priorities {...page.now} />
            </div>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Now({
  usedToday,
  limitToday,
  instanceTotal,
  callsInWindow,
  windowCalls,
  openCalls,
  atOnce,
  ...more
}: Told<QuotaPage>['now']) {
  const { resetsAt, blockedUntil, bulk } = more;
  return (
    <Card title="Now">
      <div class="stack">
        <Bar label="Calls of the last 20 seconds" share={windowCalls === 0 ? 0 : callsInWindow / windowCalls} />
        <Facts
          of={[
            ['Last 20 s', `${count(callsInWindow)} of ${count(windowCalls)} calls`],
            ['Open', `${count(openCalls)} of ${count(atOnce)} at once`],
            [
              'Ours today',
              `${count(usedToday)} of ${count(limitToday)} (${percent(usedToday / Math.max(1, limitToday))})`,
            ],
            ['All of the instance', instanceTotal === null ? 'not told yet' : count(instanceTotal)],
            ['Exports today', `${bytes(bulk.bytesToday)} of ${bytes(bulk.limitBytes)}, ${count(bulk.jobsOpen)} open`],
            ['Resets', <Moment key="at" at={resetsAt} />],
            ['Blocked until', blockedUntil === null ? null : <Moment key="until" at={blockedUntil} />],
          ]}
        />
      </div>
    </Card>
  );
}
