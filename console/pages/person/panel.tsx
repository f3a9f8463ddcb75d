import { useState } from 'preact/hooks';
import type { Panel } from '../../../api/schemas/panels.ts';
import { kindName } from '../../lib/activities.ts';
import { counted, duration } from '../../lib/format.ts';
import { withQuery } from '../../lib/request.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Answer, Empty } from '../../ui/states.tsx';

type View = Told<Panel>;
type Entry = View['weeks'][number]['entries'][number];

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const WEEK = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

/** What sellers see of the person. Marketo is asked live, so it is asked only when somebody wants to see it. */
export function PersonPanel({ id }: { id: number }) {
  const [wanted, setWanted] = useState(false);
  const data = useData<View>(wanted ? withQuery(`/api/v1/panels/people/${id}`, { timeZone: ZONE }) : null);
  return (
    <Card
      title="Panel"
      aside={
        wanted && (
          <Button small onClick={data.reload} busy={data.loading}>
            Load again
          </Button>
        )
      }
    >
      {wanted ? (
        <Answer data={data}>{(panel) => <Weeks panel={panel} />}</Answer>
      ) : (
        <div class="row spread">
          <p class="soft">
            What the person did in the last 90 days, as sellers see it. Marketo is asked live: about three calls.
          </p>
          <Button onClick={() => setWanted(true)}>Show the panel</Button>
        </div>
      )}
    </Card>
  );
}

function Weeks({ panel }: { panel: View }) {
  const { weeks, missing, more, asOf } = panel;
  return (
    <div class="stack">
      {missing.map(({ what, why, oldestAgeMs }) => (
        <p key={`${what} ${why}`} class="notice warn">
          <span>
            Not all is shown: {what} (<code>{why}</code>)
            {oldestAgeMs !== null && `; what is shown of it is ${duration(oldestAgeMs / 1_000)} old`}
          </span>
        </p>
      ))}
      {weeks.length === 0 && <Empty title="Nothing happened in the last 90 days" />}
      {weeks.map(({ from, entries }) => (
        <section key={from} class="stack tight" aria-label={`Week of ${from}`}>
          <h3>
            Week of {WEEK.format(new Date(`${from}T00:00:00Z`))}{' '}
            <span class="faint small">{counted(entries.length, 'entry', 'entries')}</span>
          </h3>
          <ul class="entries">
            {entries.map((entry) => (
              <li key={`${entry.at} ${entry.kind} ${entry.title ?? ''}`}>
                <PanelEntry entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="faint small">
        {more > 0 && `${counted(more, 'entry', 'entries')} more are not shown. `}
        Our own as of <Moment at={asOf.actions} />; Marketo’s as of <Moment at={asOf.marketo} none="never" />.
      </p>
    </div>
  );
}

function PanelEntry({ entry: { at, kind, title, source, isBot } }: { entry: Entry }) {
  return (
    <span class="row">
      <ExactMoment at={at} />
      <strong>{kindName(kind)}</strong>
      <span class="grow">{title ?? ''}</span>
      {isBot && <Badge>Bot</Badge>}
      <Badge tone={source === 'actions' ? 'info' : 'idle'}>{source === 'actions' ? 'Sales' : 'Marketo'}</Badge>
    </span>
  );
}
