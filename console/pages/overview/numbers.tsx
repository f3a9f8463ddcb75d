import type { ComponentChildren } from 'preact';
import type { Status } from '../../../api/schemas/status.ts';
import { stateWord } from '../../lib/flows.ts';
import { count, duration, percent } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Bar } from '../../ui/bar.tsx';

/** The four numbers one looks for first. */
export function Numbers({ status: { people } }: { status: Told<Status> }) {
  const { initial, changes, quota } = people;
  const used = quota.limitToday === 0 ? 1 : quota.usedToday / quota.limitToday;
  return (
    <div class="grid small">
      <Stat name="People">
        <span class="big">{count(people.visible)}</span>
        <span class="faint small">of at most {count(people.settings.cap)}</span>
      </Stat>
      <Stat name="Behind Marketo">
        <span class="big">{changes.state === 'off' ? 'Off' : duration(changes.lagSeconds)}</span>
        <span class="faint small">looked every {duration(people.settings.pollSeconds)}</span>
      </Stat>
      <Stat name="Initial sync">
        <span class="big">{initialWord(initial)}</span>
        <span class="faint small">
          {initial.secondsLeft !== null ? `${duration(initial.secondsLeft)} left` : `${count(initial.peopleRead)} read`}
        </span>
      </Stat>
      <Stat name="Marketo calls today">
        <span class="big">{count(quota.usedToday)}</span>
        <Bar label="Share of today’s calls" share={used} tone={used > 0.95 ? 'bad' : used > 0.8 ? 'warn' : 'info'} />
        <span class="faint small">
          {percent(used)} of {count(quota.limitToday)}
        </span>
      </Stat>
    </div>
  );
}

/** Its speed while it runs; else how it stands. */
function initialWord({ state, peoplePerSecond, share }: Told<Status>['people']['initial']): string {
  if (state !== 'running') return stateWord(state);
  return peoplePerSecond !== null ? `${count(Math.round(peoplePerSecond))}/s` : percent(share);
}

function Stat({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="card stat" aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}
