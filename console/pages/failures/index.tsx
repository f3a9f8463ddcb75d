import { useState } from 'preact/hooks';
import type { Failure, Failures as FailuresAnswer } from '../../../api/schemas/failures.ts';
import { counted } from '../../lib/format.ts';
import { may } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import type { Tone } from '../../lib/tone.ts';
import { useData } from '../../lib/use-data.ts';
import { usePolled } from '../../lib/use-polled.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { Change, type Selection } from './change.tsx';
import { Records } from './records.tsx';

type View = Told<Failure>;

const TONES: Readonly<Record<string, Tone>> = {
  ...{ retry: 'warn', rate: 'warn', quota: 'warn', record: 'bad', auth: 'bad', config: 'bad', bug: 'bad' },
};
const CLASSES: Readonly<Record<string, string>> = {
  retry: 'Passing',
  rate: 'Too fast',
  quota: 'Used up',
  record: 'The record',
  auth: 'Access',
  config: 'Set-up',
  bug: 'Unexpected',
};

/** What works again leaves the page soon after. */
const EVERY_MS = 5_000;

/** What fails now in all flows: why, what to do, and the records behind it. */
export default function Failures() {
  const data = useData<Told<FailuresAnswer>>('/api/v1/failures');
  usePolled(data.reload, EVERY_MS);
  const [asked, setAsked] = useState<{ what: 'retry' | 'dismiss'; of: Selection } | null>(null);
  const some = (data.value?.items.length ?? 0) > 0;
  return (
    <Page
      title="Failures"
      about="What failed and has not worked since. What passes by itself leaves this page by itself."
      actions={
        may('operator') &&
        some && (
          <Button kind="primary" onClick={() => setAsked({ what: 'retry', of: { all: true } })}>
            Retry everything
          </Button>
        )
      }
    >
      <Answer data={data} lines={10}>
        {({ items }) =>
          items.length === 0 ? (
            <div class="card">
              <Empty title="Nothing fails">
                <p>Every flow works, and nothing waits for somebody.</p>
              </Empty>
            </div>
          ) : (
            items.map((failure) => (
              <OneFailure
                key={failure.key}
                failure={failure}
                ask={(what) => setAsked({ what, of: { key: failure.key } })}
              />
            ))
          )
        }
      </Answer>
      {asked !== null && (
        <Change
          what={asked.what}
          of={asked.of}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            data.reload();
          }}
        />
      )}
    </Page>
  );
}

function OneFailure({ failure, ask }: { failure: View; ask: (what: 'retry' | 'dismiss') => void }) {
  const [open, setOpen] = useState(false);
  const { key, meaning, cause, fix, firstAt, lastAt, found } = failure;
  const total = found.reduce((sum, { count }) => sum + count, 0);
  const next = found.find(({ nextAt }) => nextAt !== null)?.nextAt ?? null;
  return (
    <Card
      title={meaning}
      aside={<Badge tone={TONES[failure.class] ?? 'bad'}>{CLASSES[failure.class] ?? failure.class}</Badge>}
    >
      <div class="stack">
        <p>
          <strong>Cause.</strong> {cause}
        </p>
        <p>
          <strong>Fix.</strong> {fix}
        </p>
        <ul class="found">
          {found.map((one) => (
            <li key={`${one.flow} ${one.of} ${one.vendor ?? ''}`}>
              <span class="number">{counted(one.count, NOUNS[one.of][0], NOUNS[one.of][1])}</span> in{' '}
              <code>{one.flow}</code>
              {one.vendor !== null && ` (${one.vendor === 'marketo' ? 'Marketo' : 'Salesforce'})`}
            </li>
          ))}
        </ul>
        <div class="row spread">
          <span class="faint small">
            <code>{key}</code> · first <Moment at={firstAt} /> · last <Moment at={lastAt} />
            {next !== null && (
              <>
                {' '}
                · tried again <Moment at={next} />
              </>
            )}
          </span>
          <span class="row">
            <Button small onClick={() => setOpen(!open)} aria-expanded={open}>
              {open ? 'Hide the records' : `Show the ${total === 1 ? 'record' : 'records'}`}
            </Button>
            {may('operator') && (
              <>
                <Button small onClick={() => ask('dismiss')}>
                  Dismiss
                </Button>
                <Button small kind="primary" onClick={() => ask('retry')}>
                  Retry
                </Button>
              </>
            )}
          </span>
        </div>
        {open && <Records errorKey={key} />}
      </div>
    </Card>
  );
}

const NOUNS = {
  flow: ['time', 'times'],
  salesActivities: ['sales activity', 'sales activities'],
  tasks: ['task', 'tasks'],
  addresses: ['address', 'addresses'],
} as const;
