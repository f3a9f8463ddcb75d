import { useState } from 'preact/hooks';
import type { MayEmailAnswer } from '../../../api/schemas/unsubscribes.ts';
import { addressesIn } from '../../lib/addresses.ts';
import { counted } from '../../lib/format.ts';
import { may } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { AreaField } from '../../ui/field.tsx';
import { Moment } from '../../ui/moment.tsx';
import { FaultNotice } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Answers = Told<MayEmailAnswer>;
type Row = Answers['answers'][number];

const REASONS: Readonly<Record<Row['reason'], string>> = {
  ok: 'Nothing speaks against it.',
  invalidAddress: 'It is no e-mail address, or one that Marketo can’t be asked about.',
  blockedDomain: 'Its domain is blocked by a setting.',
  unsubscribed: 'It is unsubscribed here.',
  unsubscribedInMarketo: 'Marketo says it is unsubscribed.',
  blackListed: 'Marketo has it on its block list.',
  emailInvalid: 'Marketo says that mail does not arrive there.',
  marketingSuspended: 'Marketing is suspended for it in Marketo.',
  unavailable: 'Marketo did not answer in time; until it does, nothing is sent.',
};

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Address', cell: ({ address }) => address },
  {
    name: 'Answer',
    cell: ({ mayEmail }) => (
      <Badge tone={mayEmail ? 'ok' : 'bad'}>{mayEmail ? 'May be mailed' : 'Must not be mailed'}</Badge>
    ),
    fit: true,
  },
  { name: 'Because', cell: ({ reason }) => REASONS[reason] },
  { name: 'Since', cell: ({ since }) => <Moment at={since} />, fit: true },
  { name: 'Asked', cell: ({ askedAt }) => <Moment at={askedAt} />, fit: true },
];

/** Whether addresses may be mailed now, as a sales app asks before it sends. */
export function Check() {
  const [text, setText] = useState('');
  const [answers, setAnswers] = useState<Answers | null>(null);
  const { busy, fault, run } = useAction();
  const addresses = addressesIn(text);
  const check = async () => {
    const outcome = await run<Answers>('POST', '/api/v1/may-email', { body: { addresses } });
    setAnswers(outcome?.ok === true ? outcome.value : null);
  };
  if (!may('operator')) return null;
  return (
    <Card title="May they be mailed?">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (addresses.length > 0) void check();
        }}
      >
        <AreaField
          label="Addresses"
          hint="One each line, up to 3,000. Ours are looked at first, then Marketo is asked where check.marketo is on."
          rows={3}
          value={text}
          onText={setText}
        />
        <div class="row">
          <Button type="submit" kind="primary" busy={busy} disabled={addresses.length === 0}>
            {addresses.length < 2 ? 'Check' : `Check ${addresses.length}`}
          </Button>
          {answers !== null && (
            <span role="status">
              {counted(answers.summary.asked, 'address', 'addresses')}: {answers.summary.mayEmail} may be mailed,{' '}
              {answers.summary.asked - answers.summary.mayEmail} must not.
            </span>
          )}
        </div>
        {fault !== null && <FaultNotice fault={fault} />}
        {answers !== null && (
          <Table caption="Answers of the check" columns={COLUMNS} rows={answers.answers} keyOf={(row) => row.address} />
        )}
      </form>
    </Card>
  );
}
