import { live } from '../../lib/live-status.ts';
import { LiveBadge } from '../../ui/live.tsx';
import { Page } from '../../ui/page.tsx';
import { FaultNotice, Loading } from '../../ui/states.tsx';
import { Held } from './held.tsx';
import { Planning } from './planning.tsx';
import { Progress } from './progress.tsx';
import { Steering } from './steering.tsx';

/** From the plan with its price to everyone being read, and what follows. */
export default function Start() {
  const { status, fault } = live.value;
  return (
    <Page
      title="People sync"
      about="Everyone in Marketo is read once; from then on every change is followed. The worker does it and survives restarts."
      actions={<LiveBadge />}
    >
      {fault !== null && <FaultNotice fault={fault} />}
      {status === null && fault === null && <Loading lines={6} />}
      {status !== null && (
        <>
          <Held people={status.people} />
          <Progress people={status.people} />
          <Planning state={status.people.initial.state} />
          <Steering people={status.people} />
        </>
      )}
    </Page>
  );
}
