import type { Quota } from '../../../api/schemas/quota.ts';
import { count } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Card } from '../../ui/card.tsx';
import { Table } from '../../ui/table.tsx';

const WORDS: Record<string, string> = {
  salesActivity: 'Sales activities',
  check: 'Unsubscribe check',
  panel: 'Panels',
  push: 'Pushed changes',
  changes: 'Changes',
  initial: 'Initial sync',
  reconcile: 'Reconcile',
};

/** Who took how many today, and how many are left for each: what matters more may use more. */
export function Priorities({ byPriority, leftByPriority }: Told<Quota>) {
  const names = [...new Set([...Object.keys(leftByPriority), ...Object.keys(byPriority)])];
  return (
    <Card title="By priority" flush>
      <Table
        caption="Calls by priority"
        rows={names}
        keyOf={(name) => name}
        columns={[
          { name: 'For', cell: (name) => WORDS[name] ?? name },
          { name: 'Used today', end: true, cell: (name) => count(byPriority[name] ?? 0) },
          { name: 'Left today', end: true, cell: (name) => count(leftByPriority[name]) },
        ]}
      />
    </Card>
  );
}
