import { useEffect } from 'preact/hooks';
import type { UnsubscribeStatus } from '../../../api/schemas/unsubscribes.ts';
import { count } from '../../lib/format.ts';
import type { Told as AsTold } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Answer } from '../../ui/states.tsx';

type View = AsTold<UnsubscribeStatus>;

/** What Salesforce has still to be told, and how the nightly comparison went. */
export function Standing({ turn }: { turn: number }) {
  const data = useData<View>('/api/v1/unsubscribes/status');
  const { reload } = data;
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn, reload]);
  return (
    <Answer data={data} lines={4}>
      {({ optedOut, pushes, nightly, nightlyAt, field, running, last }) => (
        <div class="grid">
          <Card title="To Salesforce" aside={<Told pushes={pushes} />}>
            <Facts
              of={[
                ['Unsubscribed', count(optedOut)],
                ['Waiting', count(pushes.waiting + pushes.sending)],
                ['Refused', pushes.parked === 0 ? null : <a href="/failures">{count(pushes.parked)}</a>],
                ['Oldest', pushes.oldestAt === null ? null : <Moment at={pushes.oldestAt} />],
                ['Field', <code key="field">{field}</code>],
              ]}
            />
          </Card>
          <Card
            title="Nightly comparison"
            aside={<Badge tone={nightly ? 'ok' : 'idle'}>{nightly ? 'On' : 'Off'}</Badge>}
          >
            <Facts
              of={[
                ['At', nightlyAt],
                ['Running', running === null ? null : `${count(running.read)} records read`],
                ['Last', last === null ? 'never' : <Moment key="last" at={last.finishedAt} />],
                ['Read', last === null ? null : count(last.read)],
                ['Opted out here', last === null ? null : count(last.added)],
                ['Told to Salesforce', last === null ? null : count(last.queued)],
              ]}
            />
          </Card>
        </div>
      )}
    </Answer>
  );
}

function Told({ pushes: { parked, waiting, sending } }: Pick<View, 'pushes'>) {
  if (parked > 0) return <Badge tone="bad">Refused</Badge>;
  return waiting + sending > 0 ? <Badge tone="info">Waiting</Badge> : <Badge tone="ok">All told</Badge>;
}
