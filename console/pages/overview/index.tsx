import { live } from '../../lib/live-status.ts';
import { LiveBadge } from '../../ui/live.tsx';
import { Page } from '../../ui/page.tsx';
import { FaultNotice, Loading } from '../../ui/states.tsx';
import { FlowCards } from './flow-cards.tsx';
import { Needs } from './needs.tsx';
import { Numbers } from './numbers.tsx';
import { Plots } from './plots.tsx';
import { QuotaCard } from './quota-card.tsx';

/** How every flow stands, what waits for a person, and how the last hour or day went. */
export default function Overview() {
  const { status, fault } = live.value;
  return (
    <Page title="Overview" about="Every flow as it stands now." actions={<LiveBadge />}>
      {fault !== null && <FaultNotice fault={fault} />}
      {status === null && fault === null && <Loading lines={6} />}
      {status !== null && (
        <>
          <Needs status={status} />
          <Numbers status={status} />
          <FlowCards status={status}>
            <QuotaCard />
          </FlowCards>
        </>
      )}
      <Plots />
    </Page>
  );
}
