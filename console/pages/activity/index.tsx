import { useRoute } from 'preact-iso';
import type { Activity } from '../../../api/schemas/activities.ts';
import { kindName } from '../../lib/activities.ts';
import { instance } from '../../lib/instance.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer } from '../../ui/states.tsx';
import { WorkflowLink } from '../../ui/workflow-link.tsx';
import { BranchCard } from './branch.tsx';

type View = Told<Activity>;

/** Said elsewhere on the page. */
const SHOWN: ReadonlySet<string> = new Set(['id', 'type', 'personId', 'occurredAt', 'seller']);

/** One sales activity, and how far it is at each vendor. */
export default function ActivityDetail() {
  const id = useRoute().params.id ?? '';
  const data = useData<View>(`/api/v1/activities/${encodeURIComponent(id)}`);
  const workflow = instance.value === null ? null : `${instance.value.instance}/sales-activity/${id}`;
  return (
    <Page
      title={data.value === null ? 'Sales activity' : kindName(data.value.activity.type)}
      about={<Code text={id} bare />}
      actions={workflow !== null && <WorkflowLink id={workflow} />}
    >
      <Answer data={data} lines={8}>
        {({ activity, acceptedAt, branches }) => (
          <>
            <div class="grid">
              <BranchCard vendor="Marketo" branch={branches.marketo} id={id} onChange={data.reload} />
              <BranchCard vendor="Salesforce" branch={branches.salesforce} id={id} onChange={data.reload} />
            </div>
            <Card title="As it was logged">
              <Facts
                of={[
                  [
                    'Person',
                    <a key="person" href={`/people/${activity.personId}`}>
                      {activity.personId}
                    </a>,
                  ],
                  ['Happened', <ExactMoment key="happened" at={activity.occurredAt} />],
                  ['Taken', <Moment key="taken" at={acceptedAt} />],
                  ['Seller', activity.seller],
                  ...Object.entries(activity)
                    .filter(([name, value]) => !SHOWN.has(name) && value !== null && value !== undefined)
                    .map(([name, value]) => [nameOf(name), String(value)] as const),
                ]}
              />
            </Card>
          </>
        )}
      </Answer>
    </Page>
  );
}

/** `emailSubject` → Email subject. */
function nameOf(member: string): string {
  const words = member.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
