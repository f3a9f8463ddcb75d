import { useEffect } from 'preact/hooks';
import type { PersonChange } from '../../../api/schemas/people.ts';
import { fieldName } from '../../lib/people.ts';
import type { Told } from '../../lib/told.ts';
import { useList } from '../../lib/use-list.ts';
import { Listing } from '../../ui/listing.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';

type Row = Told<PersonChange>;

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Field', cell: ({ field }) => fieldName(field), fit: true },
  { name: 'Before', cell: ({ old }) => <Text value={old} /> },
  { name: 'After', cell: (row) => <Text value={row.new} /> },
  { name: 'Because', cell: ({ because }) => <span class="soft">{because}</span> },
  { name: 'When', cell: ({ at }) => <Moment at={at} />, fit: true },
];

/** Every change that was seen, the latest first. */
export function PersonHistory({ id, turn }: { id: number; turn: number }) {
  const list = useList<Row>(`/api/v1/people/${id}/history`);
  const { reload } = list;
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn]);
  return (
    <section class="stack tight" aria-labelledby="history">
      <h2 id="history">History</h2>
      <Listing
        caption="Changes of this person"
        list={list}
        columns={COLUMNS}
        keyOf={({ asOf, field }) => `${asOf} ${field}`}
        empty={<Empty title="No change has been seen yet" />}
      />
    </section>
  );
}

function Text({ value }: { value: string | null }) {
  return value === null ? <span class="faint">none</span> : <span>{value}</span>;
}
