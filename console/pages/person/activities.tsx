import type { ActivityRow } from '../../../api/schemas/activities.ts';
import type { Told } from '../../lib/told.ts';
import { useList } from '../../lib/use-list.ts';
import { Listing } from '../../ui/listing.tsx';
import { Empty } from '../../ui/states.tsx';
import { ACTIVITY_COLUMNS } from '../activities/columns.tsx';

const COLUMNS = ACTIVITY_COLUMNS.filter(({ name }) => name !== 'Person');

/** What sellers did with the person. */
export function PersonActivities({ id }: { id: number }) {
  const list = useList<Told<ActivityRow>>('/api/v1/activities', { personId: id });
  return (
    <section class="stack tight" aria-labelledby="sales-activities">
      <h2 id="sales-activities">Sales activities</h2>
      <Listing
        caption="Sales activities of this person"
        list={list}
        columns={COLUMNS}
        keyOf={(row) => row.id}
        empty={<Empty title="No sales activity was logged for this person" />}
      />
    </section>
  );
}
