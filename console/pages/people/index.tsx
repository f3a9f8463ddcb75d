import type { Person } from '../../../api/schemas/people.ts';
import { nameOf, STATES } from '../../lib/people.ts';
import type { Told } from '../../lib/told.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useSearch } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Badge } from '../../ui/badge.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Listing } from '../../ui/listing.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';

type Row = Told<Person>;

const SEARCHED = [
  ['qualified', 'Here (with an owner)'],
  ['unowned', 'Without an owner'],
  ['deleted', 'Deleted in Marketo'],
  ['merged', 'Merged'],
] as const;
type Searched = (typeof SEARCHED)[number][0];

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Name', cell: (row) => <a href={`/people/${row.marketoId}`}>{nameOf(row)}</a> },
  { name: 'Company', cell: ({ company, title }) => <Two first={company} second={title} /> },
  { name: 'E-mail', cell: ({ email }) => email ?? '–' },
  { name: 'Owner', cell: ({ ownerId }) => <code>{ownerId ?? '–'}</code>, fit: true },
  { name: 'State', cell: ({ state }) => <PersonState state={state} />, fit: true },
  { name: 'Read', cell: ({ syncedAt }) => <Moment at={syncedAt} />, fit: true },
  { name: 'Marketo ID', cell: ({ marketoId }) => <span class="number">{marketoId}</span>, end: true, fit: true },
];

const OWNER = /^005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/;

/** Everyone who is here, found by name, company, address or owner. */
export default function People() {
  const [form, change] = useKept<{ text: string; ownerId: string; state: Searched }>('people', {
    ...{ text: '', ownerId: '', state: 'qualified' },
  });
  const { text, ownerId, state } = useSettled(form);
  const isOwner = ownerId === '' || OWNER.test(ownerId);
  const list = useSearch<Row>(isOwner ? '/api/v1/people/search' : null, {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(ownerId !== '' && { ownerId }),
    state,
  });
  const isId = /^\d{1,15}$/.test(form.text.trim());
  return (
    <Page title="People" about="Everyone who has a sales owner, as Marketo had them when they were read last.">
      <Filters label="Find people">
        <TextField
          type="search"
          label="Name, company or e-mail"
          hint="Its beginning, in any case. A Marketo ID leads to its person."
          value={form.text}
          onText={(value) => change({ text: value })}
        />
        <TextField
          label="Owner"
          placeholder="005…"
          wrong={isOwner ? null : 'The id of a Salesforce user has 15 or 18 characters and begins with 005.'}
          value={form.ownerId}
          onText={(value) => change({ ownerId: value.trim() })}
        />
        <SelectField label="State" value={form.state} options={SEARCHED} onPick={(value) => change({ state: value })} />
      </Filters>
      {isId && (
        <p>
          <a href={`/people/${form.text.trim()}`}>To the person with the Marketo ID {form.text.trim()}</a>
        </p>
      )}
      <Listing
        caption="People"
        list={list}
        columns={COLUMNS}
        keyOf={({ marketoId }) => marketoId}
        empty={
          <Empty title="Nobody is found">
            <p>
              Who was never read, or was erased, is not found here. By Marketo ID every person can be opened, with the
              reason why they are here or not.
            </p>
          </Empty>
        }
      />
    </Page>
  );
}

export function PersonState({ state }: { state: string | null }) {
  const { text, tone } = STATES[state ?? ''] ?? { text: 'Not read', tone: 'idle' as const };
  return <Badge tone={tone}>{text}</Badge>;
}

function Two({ first, second }: { first: string | null; second: string | null }) {
  return (
    <div>
      {first ?? '–'}
      {second !== null && <div class="faint small">{second}</div>}
    </div>
  );
}
