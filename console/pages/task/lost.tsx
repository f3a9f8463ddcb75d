import type { Task } from '../../../api/schemas/tasks.ts';
import type { Told } from '../../lib/told.ts';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Row = Told<Task>['lost'][number];

const COLUMNS: readonly Column<Row>[] = [
  { name: 'Field', cell: ({ field }) => field, fit: true },
  { name: 'Lost value', cell: ({ value }) => value ?? 'none' },
  { name: 'Written', cell: ({ side }) => (side === 'salesforce' ? 'in Salesforce' : 'here'), fit: true },
  { name: 'Lost to', cell: ({ against }) => (against === 'edit' ? 'a later edit' : 'a deletion'), fit: true },
  { name: 'When', cell: ({ at }) => <Moment at={at} />, fit: true },
];

/** What conflicts have cost: nothing is lost silently. */
export function Lost({ of }: { of: readonly Row[] }) {
  return (
    <Card title="Lost in conflicts" flush>
      <Table
        caption="Values lost in conflicts"
        columns={COLUMNS}
        rows={of.toReversed()}
        keyOf={({ at, field }) => `${at} ${field}`}
      />
    </Card>
  );
}
