import { useState } from 'preact/hooks';
import type { Samples } from '../../../api/schemas/samples.ts';
import { count, duration } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { usePolled } from '../../lib/use-polled.ts';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/field.tsx';
import { Plot } from '../../ui/plot.tsx';
import { Answer } from '../../ui/states.tsx';

const EVERY_MS = 30_000;
const WINDOWS = [
  ['hour', 'Last hour'],
  ['day', 'Last day'],
] as const;

/** How the last hour or day went. */
export function Plots() {
  const [window, setWindow] = useState<'hour' | 'day'>('hour');
  const samples = useData<Told<Samples>>(`/api/v1/samples?window=${window}`);
  usePolled(samples.reload, EVERY_MS);
  return (
    <Card title="How it went" aside={<Choices label="Time" value={window} options={WINDOWS} onPick={setWindow} />}>
      <Answer data={samples} lines={8}>
        {(value) => <Lines {...value} />}
      </Answer>
    </Card>
  );
}

function Lines({ items, stepSeconds }: Told<Samples>) {
  const times = items.map(({ at }) => Date.parse(at) / 1_000);
  const whole = (value: number) => count(Math.round(value));
  const per = stepSeconds === 60 ? 'a minute' : `in ${duration(stepSeconds)}`;
  const stood = (of: (one: NonNullable<(typeof items)[number]['stood']>) => number | null) =>
    items.map((item) => (item.stood === null ? null : of(item.stood)));
  return (
    <div class="plots">
      <Plot
        title={`People written ${per}`}
        times={times}
        format={whole}
        series={[
          { name: 'People', colour: 'accent', filled: true, values: items.map(({ peopleWritten }) => peopleWritten) },
        ]}
      />
      <Plot
        title={`Activities taken ${per}`}
        times={times}
        format={whole}
        series={[
          { name: 'Marketo', colour: 'accent', values: items.map(({ activitiesDone }) => activitiesDone.marketo) },
          {
            name: 'Salesforce',
            colour: 'info-mark',
            values: items.map(({ activitiesDone }) => activitiesDone.salesforce),
          },
        ]}
      />
      <Plot
        title="Behind Marketo"
        times={times}
        format={(seconds) => duration(seconds)}
        series={[{ name: 'Lag', colour: 'warn-mark', filled: true, values: stood(({ lagSeconds }) => lagSeconds) }]}
      />
      <Plot
        title="Activities not sent yet"
        times={times}
        format={whole}
        series={[
          { name: 'Waiting', colour: 'info-mark', values: stood(({ activitiesWaiting }) => activitiesWaiting) },
          { name: 'Failed', colour: 'bad-mark', values: stood(({ activitiesFailed }) => activitiesFailed) },
        ]}
      />
    </div>
  );
}
