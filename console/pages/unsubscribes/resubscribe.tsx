import { useState } from 'preact/hooks';
import type { ResubscribePreviews } from '../../../api/schemas/unsubscribes.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { usePosted } from '../../lib/use-data.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { Answer } from '../../ui/states.tsx';

interface ResubscribeProps {
  address: string;
  onClose: () => void;
  onDone: () => void;
}

/** Takes an opt-out back, with a reason; what Salesforce still says is shown first. */
export function Resubscribe({ address, onClose, onDone }: ResubscribeProps) {
  const [reason, setReason] = useState('');
  const preview = usePosted<Told<ResubscribePreviews>>('/api/v1/unsubscribes/preview', { addresses: [address] });
  const { busy, fault, run } = useAction();
  const resubscribe = async () => {
    const body = { addresses: [address], reason: reason.trim() };
    const outcome = await run('POST', '/api/v1/unsubscribes/resubscribe', { body });
    if (outcome?.ok !== true) return;
    say('Resubscribed.');
    onDone();
  };
  return (
    <Confirm
      title="Resubscribe"
      action="Resubscribe"
      danger
      busy={busy}
      fault={fault}
      ready={reason.trim() !== ''}
      onConfirm={() => void resubscribe()}
      onClose={onClose}
    >
      <p>
        <strong>{address}</strong> may be mailed again, unless Marketo says otherwise. Salesforce is not told and keeps
        what it has.
      </p>
      <Answer data={preview} lines={2}>
        {({ previews: [first] }) => <SalesforceSays preview={first} />}
      </Answer>
      <TextField
        label="Reason"
        hint="Who asked for it, and when. It stays in the history of the address."
        value={reason}
        onText={setReason}
        required
      />
    </Confirm>
  );
}

function SalesforceSays({ preview }: { preview: Told<ResubscribePreviews>['previews'][number] | undefined }) {
  if (preview === undefined || preview.records === null) return <p class="soft">Salesforce is not connected.</p>;
  if (preview.records.length === 0) return <p class="soft">No record in Salesforce says opted out.</p>;
  return (
    <div class={preview.comesBack ? 'notice warn' : 'notice'}>
      <strong>
        Salesforce says opted out: {preview.records.map(({ object, id }) => `${object} ${id}`).join(', ')}
      </strong>
      {preview.comesBack && (
        <p>The nightly comparison unsubscribes the address again unless these are cleared there first.</p>
      )}
    </div>
  );
}
