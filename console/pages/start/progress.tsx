import type { Status } from '../../../api/schemas/status.ts';
import { stateWord, strategyName, toneOf } from '../../lib/flows.ts';
import { count, duration, percent } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Bar } from '../../ui/bar.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';

type People = Told<Status>['people'];

/** How far reading everyone has come. */
export function Progress({ people: { initial, troubles } }: { people: People }) {
  const { state, share, done, total, unit, peopleRead, qualified, calls, peoplePerSecond, secondsLeft } = initial;
  const trouble = troubles.find(({ flow }) => flow === 'initial');
  if (state === 'none') return null;
  return (
    <Card title="Reading everyone" aside={<Badge tone={toneOf(state)}>{stateWord(state)}</Badge>}>
      <div class="stack">
        {share !== null && state !== 'complete' && (
          <div class="stack tight">
            <div class="row spread">
              <span class="big">{percent(share)}</span>
              <span class="soft">{secondsLeft !== null && `about ${duration(secondsLeft)} left`}</span>
            </div>
            <Bar label="Reading everyone" share={share} tone={state === 'running' ? 'info' : 'warn'} />
          </div>
        )}
        {trouble !== undefined && (
          <div class="notice warn">
            <strong>{trouble.meaning}</strong>
            <p>{trouble.cause}</p>
            <p>{trouble.fix}</p>
            <span class="key">
              <code>{trouble.key}</code> since <Moment at={trouble.at} />
              {trouble.until !== null && (
                <>
                  , goes on <Moment at={trouble.until} />
                </>
              )}
            </span>
          </div>
        )}
        <Facts
          of={[
            ['People read', `${count(peopleRead)}, ${count(qualified)} of them with an owner`],
            [
              'Speed',
              peoplePerSecond === null || state !== 'running' ? null : `${count(Math.round(peoplePerSecond))} people/s`,
            ],
            ['Done', total === null || state === 'complete' ? null : `${count(done)} of ${count(total)} ${unit}`],
            ['Calls to Marketo', count(calls)],
            ['Strategy', strategyName(initial.strategy)],
            ['Started', <Moment key="at" at={initial.startedAt} />],
            ['Complete', initial.completedAt === null ? null : <Moment key="at" at={initial.completedAt} />],
          ]}
        />
      </div>
    </Card>
  );
}
