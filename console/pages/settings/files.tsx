import { useRef, useState } from 'preact/hooks';
import type { SettingsFile, SettingsImported } from '../../../api/schemas/settings.ts';
import type { Fault } from '../../lib/fault.ts';
import { counted } from '../../lib/format.ts';
import { saveFile } from '../../lib/save-file.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/field.tsx';
import { FaultNotice } from '../../ui/states.tsx';

const IMPORT = '/api/v1/settings/import';
const NO_JSON: Fault = {
  ...{ key: 'console.file', status: 0, retryAt: null, problems: [], details: {} },
  title: 'The file is no JSON',
  cause: 'Settings are taken from a file that "Export" gave.',
  fix: 'Choose another file.',
};

interface Planned {
  file: unknown;
  plan: Told<SettingsImported>;
}

/** Takes settings out as a file, and in again after showing what that would change. */
export function SettingsFiles({ onImported }: { onImported: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [wrong, setWrong] = useState<Fault | null>(null);
  const { busy, fault, run, clear } = useAction();
  const exportAll = async () => {
    const outcome = await run<SettingsFile>('GET', '/api/v1/settings/export');
    if (outcome?.ok === true) saveFile('actions-sync-settings.json', JSON.stringify(outcome.value, null, 2));
  };
  const look = async (chosen: File) => {
    const file = parsed(await chosen.text());
    if (file === undefined) return setWrong(NO_JSON);
    const outcome = await run<Told<SettingsImported>>('POST', IMPORT, { body: { file, dryRun: true } });
    if (outcome?.ok === true) setPlanned({ file, plan: outcome.value });
  };
  const shown = wrong ?? (planned === null ? fault : null);
  return (
    <>
      <Button onClick={() => void exportAll()} busy={busy}>
        Export
      </Button>
      {may('admin') && (
        <>
          <Button onClick={() => picker.current?.click()} busy={busy}>
            Import
          </Button>
          <input
            ref={picker}
            type="file"
            accept="application/json,.json"
            hidden
            aria-label="Settings file"
            onChange={({ currentTarget }) => {
              const chosen = currentTarget.files?.[0];
              currentTarget.value = '';
              if (chosen !== undefined) void look(chosen);
            }}
          />
        </>
      )}
      {shown !== null && (
        <Dialog
          title="Settings file"
          onClose={() => {
            setWrong(null);
            clear();
          }}
        >
          <FaultNotice fault={shown} />
        </Dialog>
      )}
      {planned !== null && (
        <Import
          planned={planned}
          onClose={() => setPlanned(null)}
          onDone={(changed) => {
            say(`Imported: ${counted(changed, 'setting')} changed.`);
            setPlanned(null);
            onImported();
          }}
        />
      )}
    </>
  );
}

interface ImportProps {
  planned: Planned;
  onClose: () => void;
  onDone: (changed: number) => void;
}

function Import({ planned, onClose, onDone }: ImportProps) {
  const [plan, setPlan] = useState(planned.plan);
  const [reset, setReset] = useState(false);
  const { busy, fault, run } = useAction();
  const ask = (body: object) => run<Told<SettingsImported>>('POST', IMPORT, { body: { file: planned.file, ...body } });
  const changeReset = async (on: boolean) => {
    setReset(on);
    const outcome = await ask({ reset: on, dryRun: true });
    if (outcome?.ok === true) setPlan(outcome.value);
  };
  const confirm = async () => {
    const outcome = await ask({ reset });
    if (outcome?.ok === true) onDone(outcome.value.changes.length);
  };
  return (
    <Confirm
      title="Import these settings?"
      action="Import"
      busy={busy}
      ready={plan.changes.length > 0}
      fault={fault}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {plan.changes.length === 0 ? (
        <p>The file changes nothing: {counted(plan.same.length, 'setting')} of it are so already.</p>
      ) : (
        <ul class="history">
          {plan.changes.map((change) => (
            <li key={change.key}>
              <code>{change.key}</code>
              <span>
                {change.old} → <strong>{change.new}</strong>
              </span>
            </li>
          ))}
        </ul>
      )}
      <CheckField
        label="Take back to its default what the file does not name"
        checked={reset}
        disabled={busy}
        onCheck={(on) => void changeReset(on)}
      />
    </Confirm>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
