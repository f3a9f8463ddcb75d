import type { Failures } from '../../../api/schemas/failures.ts';
import { BRANCH_STATES, type Branch } from '../../lib/activities.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useData } from '../../lib/use-data.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Moment } from '../../ui/moment.tsx';
import { FaultNotice } from '../../ui/states.tsx';
import { BranchBadge } from '../activities/columns.tsx';

interface BranchCardProps {
  vendor: 'Marketo' | 'Salesforce';
  branch: Branch | undefined;
  id: string;
  onChange: () => void;
}

/** How far one vendor is with an activity, and what to do where it went wrong. */
export function BranchCard({ vendor, branch, id, onChange }: BranchCardProps) {
  const status = branch?.status;
  return (
    <Card title={vendor} aside={<BranchBadge branch={branch} />}>
      {branch === undefined || status === undefined ? (
        <p class="soft">It is switched off for this kind of activity, or was when this one was taken.</p>
      ) : (
        <div class="stack">
          <p>{BRANCH_STATES[status.state].means}</p>
          <Facts
            of={[
              ['Tries', branch.tries],
              ['Since', 'since' in status ? <Moment key="since" at={status.since} /> : null],
              ['Goes on', 'until' in status ? <Moment key="until" at={status.until} /> : null],
              ['Reason', 'reason' in status ? status.reason : null],
              [
                'There',
                'reference' in status && status.reference !== null ? (
                  <Code key="there" text={status.reference} bare />
                ) : null,
              ],
            ]}
          />
          {status.state === 'failed' && (
            <Failed
              error={status.error}
              vendor={vendor === 'Marketo' ? 'marketo' : 'salesforce'}
              id={id}
              onChange={onChange}
            />
          )}
        </div>
      )}
    </Card>
  );
}

interface FailedProps {
  error: string;
  vendor: 'marketo' | 'salesforce';
  id: string;
  onChange: () => void;
}

function Failed({ error, vendor, id, onChange }: FailedProps) {
  const failures = useData<Told<Failures>>('/api/v1/failures');
  const known = failures.value?.items.find(({ key }) => key === error);
  const { busy, fault, run } = useAction();
  const retry = async () => {
    const outcome = await run('POST', '/api/v1/failures/retry', { body: { vendor, ids: [id] } });
    if (outcome?.ok !== true) return;
    say('It is tried again.');
    onChange();
  };
  return (
    <div class="notice bad">
      <strong>{known?.meaning ?? error}</strong>
      {known !== undefined && <p>{known.cause}</p>}
      {known !== undefined && <p>{known.fix}</p>}
      <div class="row spread">
        <span class="key">
          <code>{error}</code>
        </span>
        {may('operator') && (
          <Button small onClick={() => void retry()} busy={busy}>
            Retry
          </Button>
        )}
      </div>
      {fault !== null && <FaultNotice fault={fault} />}
    </div>
  );
}
