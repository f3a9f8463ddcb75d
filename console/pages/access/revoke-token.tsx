import type { AccessToken } from '../../../api/schemas/access.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Confirm } from '../../ui/confirm.tsx';

interface RevokeTokenProps {
  token: Told<AccessToken>;
  /** Whoever is here signed in with it. */
  isOwn: boolean;
  onClose: () => void;
  onRevoked: () => void;
}

export function RevokeToken({ token, isOwn, onClose, onRevoked }: RevokeTokenProps) {
  const { busy, fault, run } = useAction();
  const revoke = async () => {
    const outcome = await run('DELETE', `/api/v1/tokens/${encodeURIComponent(token.id)}`);
    if (outcome?.ok !== true) return;
    say(`Revoked ${token.name}.`);
    onRevoked();
    onClose();
  };
  return (
    <Confirm
      title={`Revoke ${token.name}?`}
      action="Revoke"
      danger
      busy={busy}
      fault={fault}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      <p>It stops working within seconds, and so do the sessions that were opened with it. This can’t be undone.</p>
      {isOwn && <p class="notice warn">You may be signed in with this token: you would be signed out.</p>}
    </Confirm>
  );
}
