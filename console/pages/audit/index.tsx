import { useState } from 'preact/hooks';
import type { AuditRow } from '../../../api/schemas/audit.ts';
import type { Told } from '../../lib/told.ts';
import { useList } from '../../lib/use-list.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Listing } from '../../ui/listing.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { dayRange, detailText } from './text.ts';

const NONE = { by: '', action: '', from: '', to: '' };

/** Who changed what, latest first. */
export default function Audit() {
  const [filter, setFilter] = useState(NONE);
  const [asked, setAsked] = useState(NONE);
  const { by, action } = asked;
  const list = useList<Told<AuditRow>>('/api/v1/audit', { by, action, ...dayRange(asked) });
  const set = (name: keyof typeof NONE) => (text: string) => setFilter((was) => ({ ...was, [name]: text }));
  const isFiltered = Object.values(asked).some((text) => text !== '');
  return (
    <Page title="Audit" about="What admins, operators and the worker did. It holds no personal data.">
      <form
        class="toolbar"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ ...filter, by: filter.by.trim(), action: filter.action.trim() });
        }}
      >
        <TextField
          label="By"
          type="search"
          value={filter.by}
          onText={set('by')}
          placeholder="Name of a token or user"
        />
        <TextField label="Action" value={filter.action} onText={set('action')} placeholder="people.start" />
        <TextField label="From" type="date" value={filter.from} onText={set('from')} />
        <TextField label="To" type="date" value={filter.to} onText={set('to')} />
        <Button type="submit">Filter</Button>
        {isFiltered && (
          <Button
            kind="quiet"
            onClick={() => {
              setFilter(NONE);
              setAsked(NONE);
            }}
          >
            Clear
          </Button>
        )}
      </form>
      <Listing
        caption="Audit log"
        list={list}
        keyOf={({ at, action: what, by: who, details }) => `${at} ${what} ${who} ${JSON.stringify(details)}`}
        empty={
          <Empty title={isFiltered ? 'Nothing matches' : 'Nothing was done yet'}>
            <p>{isFiltered ? 'Change or clear the filter.' : 'The first start, setting or approval shows here.'}</p>
          </Empty>
        }
        columns={[
          { name: 'Action', fit: true, cell: ({ action: what }) => <code>{what}</code> },
          { name: 'By', fit: true, cell: ({ by: who }) => who },
          { name: 'What', cell: ({ details }) => <span class="soft">{detailText(details)}</span> },
          { name: 'At', fit: true, cell: ({ at }) => <ExactMoment at={at} /> },
        ]}
      />
    </Page>
  );
}
