import type { Status } from '../../../api/schemas/status.ts';
import { count } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer } from '../../ui/states.tsx';

/** How every flow stands. */
export default function Overview() {
  const status = useData<Told<Status>>('/api/v1/status');
  return (
    <Page title="Overview" about="How every flow stands now.">
      <Answer data={status}>
        {({ people }) => (
          <Card title="People" aside={<Badge>{people.initial.state}</Badge>}>
            <Facts
              of={[
                ['Visible', count(people.visible)],
                ['Held', count(people.held)],
              ]}
            />
          </Card>
        )}
      </Answer>
    </Page>
  );
}
