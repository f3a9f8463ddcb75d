import { useState } from 'preact/hooks';
import type { Consent } from '../../../api/schemas/unsubscribes.ts';
import { may } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useSearch } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Listing } from '../../ui/listing.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { Add } from './add.tsx';
import { Check } from './check.tsx';
import { Compare } from './compare.tsx';
import { Resubscribe } from './resubscribe.tsx';
import { Standing } from './standing.tsx';

type Row = Told<Consent>;
type Asked = { what: 'add' } | { what: 'compare' } | { what: 'resubscribe'; address: string };

/** Who must not be mailed, and the question before a mail goes out. */
export default function Unsubscribes() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [turn, setTurn] = useState(0);
  const [form, change] = useKept<{ address: string; all: boolean }>('unsubscribes', { address: '', all: false });
  const { address, all } = useSettled(form);
  const list = useSearch<Row>('/api/v1/unsubscribes/search', { ...(address !== '' && { address }), all });
  const done = () => {
    setAsked(null);
    setTurn((n) => n + 1);
    list.reload();
  };
  const columns: Column<Row>[] = [
    { name: 'Address', cell: (row) => row.address },
    {
      name: 'State',
      cell: ({ optedOut }) => (
        <Badge tone={optedOut ? 'warn' : 'ok'}>{optedOut ? 'Unsubscribed' : 'Resubscribed'}</Badge>
      ),
      fit: true,
    },
    { name: 'By', cell: ({ source }) => source, fit: true },
    { name: 'Reason', cell: ({ reason }) => reason ?? '–' },
    { name: 'Since', cell: ({ since }) => <Moment at={since} />, fit: true },
    { name: 'Salesforce', cell: ({ told }) => (told === null ? 'not told' : <Moment at={told.at} />), fit: true },
  ];
  if (may('admin')) {
    columns.push({
      name: '',
      cell: (row) =>
        row.optedOut && (
          <Button small onClick={() => setAsked({ what: 'resubscribe', address: row.address })}>
            Resubscribe
          </Button>
        ),
      fit: true,
    });
  }
  return (
    <Page
      title="Unsubscribes"
      about="Who must not be mailed. An opt-out holds until an admin takes it back."
      actions={
        may('operator') && (
          <>
            <Button onClick={() => setAsked({ what: 'compare' })}>Compare with Salesforce</Button>
            <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
              Unsubscribe
            </Button>
          </>
        )
      }
    >
      <Check />
      <Standing turn={turn} />
      <section class="stack tight" aria-labelledby="addresses">
        <h2 id="addresses">Addresses</h2>
        <Filters label="Find addresses">
          <TextField
            type="search"
            label="Address"
            hint="The whole address, in any spelling."
            inputMode="email"
            value={form.address}
            onText={(value) => change({ address: value.trim() })}
          />
          <CheckField
            label="Those that were resubscribed, too"
            checked={form.all}
            onCheck={(value) => change({ all: value })}
          />
        </Filters>
        <Listing
          caption="Unsubscribed addresses"
          list={list}
          columns={columns}
          keyOf={(row) => row.address}
          empty={
            <Empty title={address === '' ? 'Nobody is unsubscribed' : 'This address was never unsubscribed'}>
              {address !== '' && <p>Whether it may be mailed is told by the check above: it asks Marketo, too.</p>}
            </Empty>
          }
        />
      </section>
      {asked?.what === 'add' && <Add onClose={() => setAsked(null)} onDone={done} />}
      {asked?.what === 'compare' && <Compare onClose={() => setAsked(null)} onDone={done} />}
      {asked?.what === 'resubscribe' && (
        <Resubscribe address={asked.address} onClose={() => setAsked(null)} onDone={done} />
      )}
    </Page>
  );
}
