import { useState } from 'preact/hooks';
import type { ActivitiesLogged } from '../../../api/schemas/activities.ts';
import { KINDS, type Kind } from '../../lib/activities.ts';
import { say } from '../../lib/toasts.ts';
import { useAction } from '../../lib/use-action.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { AreaField, SelectField } from '../../ui/field.tsx';

interface LogOneProps {
  onClose: () => void;
  onLogged: () => void;
}

/** What each kind takes beside id, type, person, time and seller; `emailId`: the id of the email that was sent. */
const EXAMPLES: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  emailSent: { emailSubject: 'Your question' },
  emailOpened: { emailId: 'mail-1', emailSubject: 'Your question' },
  emailClicked: { emailId: 'mail-1', link: 'https://example.com/offer' },
  emailReplied: { emailId: 'mail-1', receivedBy: 'seller@example.com' },
  emailBounced: { emailId: 'mail-1', email: 'person@example.com' },
  callReceived: { callSubject: 'First call', callDurationSeconds: 120 },
  campaignAdded: { campaignName: 'Autumn' },
  campaignRemoved: { campaignName: 'Autumn' },
};

function example(type: Kind): string {
  const head = { id: `by-hand-${Date.now()}`, type, personId: 1001, occurredAt: new Date().toISOString() };
  return JSON.stringify({ ...head, seller: 'seller@example.com', ...EXAMPLES[type] }, null, 2);
}

/** For trying: one activity as an app sends it. */
export function LogOne({ onClose, onLogged }: LogOneProps) {
  const [kind, setKind] = useState<Kind>('emailSent');
  const [text, setText] = useState(() => example('emailSent'));
  const [problems, setProblems] = useState<readonly { field: string; reason: string }[]>([]);
  const { busy, fault, run } = useAction();
  const parsed = parse(text);
  const log = async () => {
    setProblems([]);
    const outcome = await run<ActivitiesLogged>('POST', '/api/v1/activities', { body: { activities: [parsed] } });
    const result = outcome?.ok === true ? outcome.value.results[0] : undefined;
    if (result === undefined) return;
    if (result.result === 'rejected') {
      setProblems(result.problems);
      return;
    }
    say(result.result === 'known' ? 'It was logged before, with the same content.' : 'Logged.');
    onLogged();
  };
  return (
    <Confirm
      title="Log one by hand"
      action="Log it"
      busy={busy}
      fault={fault}
      ready={parsed !== null}
      onConfirm={() => void log()}
      onClose={onClose}
    >
      <p>It is stored and goes to Marketo, and to Salesforce where that is switched on, like every other.</p>
      <SelectField
        label="Kind"
        value={kind}
        options={KINDS}
        onPick={(picked) => {
          setKind(picked);
          setText(example(picked));
        }}
      />
      <AreaField
        label="As JSON"
        rows={12}
        value={text}
        onText={setText}
        wrong={parsed === null ? 'This is no JSON object.' : null}
      />
      {problems.length > 0 && (
        <div class="notice bad" role="alert">
          <strong>It was not taken</strong>
          <ul>
            {problems.map(({ field, reason }) => (
              <li key={`${field} ${reason}`}>
                <code>{field}</code> {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Confirm>
  );
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
