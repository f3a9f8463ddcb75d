import type { Compared } from '../../../api/schemas/unsubscribes.ts';
import { count } from '../../lib/format.ts';
import { say } from '../../lib/toasts.ts';
import { useAction } from '../../lib/use-action.ts';
import { usePosted } from '../../lib/use-data.ts';
import { Facts } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Answer } from '../../ui/states.tsx';

/** Compares everything with Salesforce now; what it would change is shown first. */
export function Compare({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const dry = usePosted<Compared>('/api/v1/unsubscribes/reconcile', { dryRun: true });
  const { busy, fault, run } = useAction();
  const compare = async () => {
    const outcome = await run<Compared>('POST', '/api/v1/unsubscribes/reconcile', { body: {} });
    if (outcome?.ok !== true) return;
    say('The comparison runs.');
    onDone();
  };
  return (
    <Confirm
      title="Compare with Salesforce"
      action="Compare now"
      busy={busy}
      fault={fault}
      onConfirm={() => void compare()}
      onClose={onClose}
    >
      <p>Every opt-out on either side is brought to the other; none is taken back. What was refused is tried again.</p>
      <Answer data={dry} lines={3}>
        {({ differences }) =>
          differences !== null && (
            <Facts
              of={[
                ['Records read', count(differences.records)],
                ['To be opted out here', count(differences.toOptOut)],
                ['To be told to Salesforce', count(differences.toTell)],
                ['Field', <code key="field">{differences.field}</code>],
              ]}
            />
          )
        }
      </Answer>
    </Confirm>
  );
}
