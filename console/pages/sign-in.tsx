import { useEffect, useState } from 'preact/hooks';
import icon from '../icon.svg';
import type { Fault } from '../lib/fault.ts';
import { signIn } from '../lib/session.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FaultNotice } from '../ui/states.tsx';

/** By a token, or by the one-time code that stands after `#code=` in an address the command line printed. */
export function SignIn({ ended }: { ended: boolean }) {
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const prove = async (proof: { token: string } | { code: string }) => {
    setBusy(true);
    setFault(null);
    const outcome = await signIn(proof);
    setBusy(false);
    if (!outcome.ok) setFault(outcome.fault);
  };
  useEffect(() => {
    document.title = 'Sign in · actions-sync';
    const code = takeCode();
    if (code !== null) void prove({ code });
  }, []);
  return (
    <main class="sign-in">
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void prove({ token: token.trim() });
        }}
      >
        <img src={icon} alt="" width={40} height={40} />
        <h1>Sign in to actions-sync</h1>
        {ended && fault === null && <p class="notice">Your session has ended. Sign in to go on where you were.</p>}
        <TextField
          label="Token"
          type="password"
          value={token}
          onText={setToken}
          hint={
            <>
              <code>actions-sync tokens create</code> makes one; <code>actions-sync tokens link</code> prints a link
              that signs in here.
            </>
          }
        />
        {fault !== null && <FaultNotice fault={fault} />}
        <Button type="submit" kind="primary" busy={busy} disabled={token.trim() === ''}>
          {busy ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}

/** The code of the address, which is cleared of it: it must not stay in the history. */
function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) history.replaceState(null, '', location.pathname + location.search);
  return code;
}
