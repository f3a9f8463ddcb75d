import { useState } from 'preact/hooks';
import type { ErasurePreview, ErasureResult } from '../../../api/schemas/people.ts';
import { count } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useData } from '../../lib/use-data.ts';
import { Facts } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { Answer } from '../../ui/states.tsx';

interface EraseProps {
  id: number;
  onClose: () => void;
  onErased: (people: number) => void;
}

const WHAT = [
  ['people', 'People'],
  ['history', 'Rows of history'],
  ['activities', 'Sales activities'],
  ['branches', 'Not sent any more'],
  ['tasks', 'Tasks'],
  ['panels', 'Panels'],
  ['optOuts', 'Opt-outs kept as fingerprints'],
] as const;

/** Takes a person's data out, for ever: what goes is shown first, and the id is typed. */
export function Erase({ id, onClose, onErased }: EraseProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const preview = useData<Told<ErasurePreview>>(`/api/v1/people/${id}/erasure`);
  const { busy, fault, run } = useAction();
  const erase = async () => {
    const outcome = await run<ErasureResult>('POST', `/api/v1/people/${id}/erasure`, {
      body: { reason: reason.trim() },
    });
    if (outcome?.ok === true) onErased(outcome.value.ids.length);
  };
  return (
    <Confirm
      title={`Erase person ${id}`}
      action="Erase for ever"
      danger
      busy={busy}
      fault={fault}
      ready={preview.value !== null && reason.trim() !== '' && typed.trim() === String(id)}
      onConfirm={() => void erase()}
      onClose={onClose}
    >
      <p>
        Takes out what is stored here of this person and of whoever was merged with them, and no later read brings it
        back. Marketo and Salesforce keep what they have. It can’t be undone.
      </p>
      <Answer data={preview} lines={5}>
        {({ ids, counts }) => (
          <Facts
            of={[
              ['Marketo IDs', ids.join(', ')],
              ...WHAT.map(([member, name]) => [name, counts[member] === 0 ? null : count(counts[member])] as const),
            ]}
          />
        )}
      </Answer>
      <TextField
        label="Reason"
        hint="It stays in the audit: no name, no address."
        value={reason}
        onText={setReason}
        required
      />
      <TextField label={`Type ${id} to confirm`} value={typed} onText={setTyped} inputMode="numeric" required />
    </Confirm>
  );
}
