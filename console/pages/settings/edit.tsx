import { useState } from 'preact/hooks';
import type { Setting, SettingChanged, SettingHistory } from '../../../api/schemas/settings.ts';
import type { Fault } from '../../lib/fault.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useData } from '../../lib/use-data.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Answer, FaultNotice } from '../../ui/states.tsx';

interface EditSettingProps {
  setting: Told<Setting>;
  onClose: () => void;
  onChanged: () => void;
}

/** One setting: what it does, its value as text, its history. */
export function EditSetting({ setting, onClose, onChanged }: EditSettingProps) {
  const [text, setText] = useState(setting.text);
  const { busy, fault, run } = useAction();
  const path = `/api/v1/settings/${encodeURIComponent(setting.key)}`;
  const change = async (asked: ReturnType<typeof run<Told<SettingChanged>>>) => {
    const outcome = await asked;
    if (outcome?.ok !== true) return;
    say(`${setting.key} is ${outcome.value.setting.text} now.`);
    onChanged();
    onClose();
  };
  const wrong = fault !== null && isOfValue(fault) ? wordsOf(fault) : null;
  return (
    <Dialog title={setting.key} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void change(run('PUT', path, { body: { value: text } }));
        }}
      >
        <p>{setting.effect}</p>
        {may('admin') && (
          <TextField label="Value" value={text} onText={setText} hint={`Allowed: ${setting.allowed}`} wrong={wrong} />
        )}
        <Facts
          of={[
            ['Now', setting.text],
            ['Default', setting.default],
            ['Stands for', setting.source],
          ]}
        />
        {fault !== null && wrong === null && <FaultNotice fault={fault} />}
        <History path={`${path}/history`} />
        <div class="actions">
          <Button onClick={onClose}>Back</Button>
          {may('admin') && setting.changed && (
            <Button busy={busy} onClick={() => void change(run('DELETE', path))}>
              Use the default
            </Button>
          )}
          {may('admin') && (
            <Button type="submit" kind="primary" busy={busy} disabled={text === setting.text}>
              Save
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function isOfValue({ key }: Fault): boolean {
  return key === 'config.setting' || key === 'api.invalid';
}

function wordsOf({ fix, problems }: Fault): string {
  return problems.length > 0 ? problems.map(({ reason }) => reason).join('; ') : fix;
}

function History({ path }: { path: string }) {
  const history = useData<Told<SettingHistory>>(path);
  return (
    <section aria-label="History" class="stack tight">
      <h3>History</h3>
      <Answer data={history} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft small">It was never changed.</p>
          ) : (
            <ul class="history">
              {items.map((change) => (
                <li key={`${change.at} ${change.new}`}>
                  <span>
                    {change.old} → <strong>{change.new}</strong>
                    {change.unset && ' (default)'}
                  </span>
                  <span class="soft small">
                    {change.by}, <Moment at={change.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
