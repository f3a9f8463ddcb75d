import type { FailureRecord } from '../../../api/schemas/failures.ts';
import type { Told } from '../../lib/told.ts';
import { useList } from '../../lib/use-list.ts';
import { Listing } from '../../ui/listing.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';

type Row = Told<FailureRecord>;

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Record', cell: (row) => <Record row={row} /> },
  { name: 'Person', cell: (row) => <People row={row} />, fit: true },
  {
    name: 'Tries',
    cell: (row) => ('tries' in row ? row.tries : 'count' in row ? row.count : '–'),
    end: true,
    fit: true,
  },
  {
    name: 'Failed',
    cell: (row) => <Moment at={'failedAt' in row ? row.failedAt : 'lastAt' in row ? row.lastAt : null} />,
    fit: true,
  },
  { name: 'Tried again', cell: (row) => <Moment at={'nextAt' in row ? row.nextAt : null} />, fit: true },
];

/** The records behind an error, each with its own page. */
export function Records({ errorKey }: { errorKey: string }) {
  const list = useList<Row>('/api/v1/failures/records', { key: errorKey });
  return (
    <Listing
      caption={`Records that failed with ${errorKey}`}
      list={list}
      columns={COLUMNS}
      keyOf={(row) =>
        `${row.of} ${'id' in row ? row.id : ''} ${'vendor' in row ? row.vendor : ''} ${'queuedAt' in row ? row.queuedAt : row.flow}`
      }
      empty={<Empty title="No record is behind it any more" />}
    />
  );
}

function Record({ row }: { row: Row }) {
  if (row.of === 'salesActivities') {
    return (
      <>
        <a href={`/activities/${encodeURIComponent(row.id)}`}>{row.id}</a>
        <div class="faint small">
          {row.vendor === 'marketo' ? 'Marketo' : 'Salesforce'}
          {row.inDoubt && ', in doubt: a retry looks it up first'}
        </div>
      </>
    );
  }
  if (row.of === 'tasks') return <a href={`/tasks/${encodeURIComponent(row.id)}`}>{row.id}</a>;
  if (row.of === 'addresses') return <span class="soft">An unsubscribed address</span>;
  return (
    <>
      Flow <code>{row.flow}</code>
      <div class="faint small">
        {Object.entries(row.details)
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(' · ')}
      </div>
    </>
  );
}

function People({ row }: { row: Row }) {
  const ids = row.of === 'salesActivities' ? [row.personId] : row.of === 'addresses' ? row.personIds : [];
  if (ids.length === 0) return <>–</>;
  return (
    <span class="row">
      {ids.map((id) => (
        <a key={id} href={`/people/${id}`}>
          {id}
        </a>
      ))}
    </span>
  );
}
