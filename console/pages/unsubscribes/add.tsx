import { useState } from 'preact/hooks';
import type { Unsubscribed } from '../../../api/schemas/unsubscribes.ts';
import { addressesIn } from '../../lib/addresses.ts';
import { counted } from '../../lib/format.ts';
import { say } from '../../lib/toasts.ts';
import { useAction } from '../../lib/use-action.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { AreaField, TextField } from '../../ui/field.tsx';

/** Opts addresses out. */
export function Add({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const { busy, fault, run } = useAction();
  const addresses = addressesIn(text);
  const add = async () => {
    const why = reason.trim();
    const outcome = await run<Unsubscribed>('POST', '/api/v1/unsubscribes', {
      body: { addresses: addresses.map((address) => ({ address, ...(why !== '' && { reason: why }) })) },
    });
    if (outcome?.ok !== true) return;
    const none = outcome.value.results.filter(({ result }) => result === 'notAnAddress');
    const fresh = outcome.value.results.filter(({ result }) => result === 'unsubscribed');
    say(`${counted(fresh.length, 'address', 'addresses')} unsubscribed.`);
    if (none.length === 0) onDone();
    else setWrong(`No address: ${none.map(({ address }) => address).join(', ')}. The others are unsubscribed.`);
  };
  return (
    <Confirm
      title="Unsubscribe"
      action={addresses.length < 2 ? 'Unsubscribe' : `Unsubscribe ${addresses.length}`}
      busy={busy}
      fault={fault}
      ready={addresses.length > 0}
      onConfirm={() => void add()}
      onClose={onClose}
    >
      <p>
        Nothing is mailed to them from now on, and Salesforce is told. Only an admin can take it back, with a reason.
      </p>
      <AreaField
        label="Addresses"
        hint="One each line, up to 1,000."
        rows={4}
        value={text}
        onText={setText}
        wrong={wrong}
      />
      <TextField label="Reason" hint="May be left out." value={reason} onText={setReason} />
    </Confirm>
  );
}
