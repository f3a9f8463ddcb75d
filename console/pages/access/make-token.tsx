import { useState } from 'preact/hooks';
import type { AccessToken } from '../../../api/schemas/access.ts';
import type { Scope } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';

const SCOPES = [
  ['viewer', 'Viewer: looks'],
  ['operator', 'Operator: starts, logs, repairs'],
  ['admin', 'Admin: settings, erasures, tokens'],
] as const;
const EXPIRIES = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['never', 'Never'],
] as const;

type MadeToken = Told<AccessToken> & { token: string };

/** A new token; its secret is shown this once. */
export function MakeToken({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('viewer');
  const [days, setDays] = useState<(typeof EXPIRIES)[number][0]>('90');
  const [made, setMade] = useState<MadeToken | null>(null);
  const { busy, fault, run } = useAction();
  const make = async () => {
    const body = { name: name.trim(), scope, ...(days !== 'never' && { expiresInDays: Number(days) }) };
    const outcome = await run<MadeToken>('POST', '/api/v1/tokens', { body });
    if (outcome === null) return;
    if (outcome.ok) setMade(outcome.value);
    // Made by a request whose answer was lost: its row is there, to be revoked.
    if (outcome.ok || outcome.fault.key === 'api.idempotencyGone') onMade();
  };
  if (made !== null) return <Shown token={made} onClose={onClose} />;
  return (
    <Confirm
      title="Make a token"
      action="Make"
      busy={busy}
      ready={name.trim() !== ''}
      fault={fault}
      onConfirm={() => void make()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={name}
        onText={setName}
        hint="Stands in the audit log for whoever uses it: the app or the person, no address."
      />
      <SelectField label="Scope" value={scope} options={SCOPES} onPick={setScope} />
      <SelectField label="Expires after" value={days} options={EXPIRIES} onPick={setDays} />
    </Confirm>
  );
}

function Shown({ token, onClose }: { token: MadeToken; onClose: () => void }) {
  return (
    <Dialog title={`The token ${token.name}`} onClose={onClose}>
      <div class="stack">
        <p>Copy it now: it is shown this once, and nobody can read it again.</p>
        <Code text={token.token} label="Copy the token" />
        <p class="soft">
          An app sends it as <code>authorization: Bearer …</code>
        </p>
        <div class="actions">
          <Button kind="primary" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
