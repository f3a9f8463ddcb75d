import type { FailuresChanged } from '../../../api/schemas/failures.ts';
import { counted } from '../../lib/format.ts';
import { say } from '../../lib/toasts.ts';
import { useAction } from '../../lib/use-action.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** What is retried or dismissed: one error, or everything. */
export type Selection = { key: string } | { all: true };

interface ChangeProps {
  what: 'retry' | 'dismiss';
  of: Selection;
  onClose: () => void;
  onDone: () => void;
}

/** Says what will happen before it does. */
export function Change({ what, of, onClose, onDone }: ChangeProps) {
  const { busy, fault, run } = useAction();
  const change = async () => {
    const outcome = await run<FailuresChanged>('POST', `/api/v1/failures/${what}`, { body: of });
    if (outcome?.ok !== true) return;
    say(`${what === 'retry' ? 'Tried again' : 'Dismissed'}: ${told(outcome.value)}.`);
    onDone();
  };
  const everything = 'all' in of;
  return (
    <Confirm
      title={what === 'retry' ? (everything ? 'Retry everything' : 'Retry') : 'Dismiss'}
      action={what === 'retry' ? 'Retry' : 'Dismiss'}
      danger={what === 'dismiss'}
      busy={busy}
      fault={fault}
      onConfirm={() => void change()}
      onClose={onClose}
    >
      {!everything && (
        <p>
          Everything that failed with <code>{of.key}</code>.
        </p>
      )}
      {what === 'retry' ? (
        <p>
          Sales activities, tasks and addresses are sent again; what may have arrived is looked up first, so that
          nothing arrives twice. Whole flows are woken: their row goes once they work. Fix the cause first, else they
          come back.
        </p>
      ) : (
        <p>
          Failed sales activities are not sent to that vendor any more, and failed tasks not to Salesforce until they
          are edited. An opt-out is never given up: it is only taken off this page until it is refused again.
        </p>
      )}
    </Confirm>
  );
}

function told({ salesActivities, tasks, addresses, flows }: FailuresChanged): string {
  const parts = [
    salesActivities > 0 && counted(salesActivities, 'sales activity', 'sales activities'),
    tasks > 0 && counted(tasks, 'task', 'tasks'),
    addresses > 0 && counted(addresses, 'address', 'addresses'),
    flows > 0 && counted(flows, 'flow'),
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'nothing was left' : parts.join(', ');
}
