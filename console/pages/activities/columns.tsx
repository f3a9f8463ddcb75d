import type { ActivityRow } from '../../../api/schemas/activities.ts';
import { BRANCH_STATES, type Branch, kindName } from '../../lib/activities.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Moment } from '../../ui/moment.tsx';
import type { Column } from '../../ui/table.tsx';

type Row = Told<ActivityRow>;

export const ACTIVITY_COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Activity',
    cell: ({ id, type, title }) => (
      <>
        <a href={`/activities/${encodeURIComponent(id)}`}>{kindName(type)}</a>
        {title !== null && <div class="faint small">{title}</div>}
      </>
    ),
  },
  { name: 'Person', cell: ({ personId }) => <a href={`/people/${personId}`}>{personId}</a>, fit: true },
  { name: 'Seller', cell: ({ seller }) => seller },
  { name: 'Happened', cell: ({ occurredAt }) => <Moment at={occurredAt} />, fit: true },
  { name: 'Marketo', cell: ({ branches }) => <BranchBadge branch={branches.marketo} />, fit: true },
  { name: 'Salesforce', cell: ({ branches }) => <BranchBadge branch={branches.salesforce} />, fit: true },
];

/** How far one vendor is with it. */
export function BranchBadge({ branch }: { branch: Branch | undefined }) {
  if (branch === undefined) return <span class="faint">not told</span>;
  const { text, tone } = BRANCH_STATES[branch.status.state];
  return <Badge tone={tone}>{text}</Badge>;
}
