import { useState } from 'preact/hooks';
import type { Setting, SettingChanged } from '../../../api/schemas/settings.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Switch } from '../../ui/field.tsx';

/** Each sync by its direction. */
const DIRECTIONS: readonly { title: string; syncs: readonly (readonly [key: string, name: string])[] }[] = [
  { title: 'Marketo to the sales app', syncs: [['people.sync', 'People']] },
  { title: 'Sales app to Marketo', syncs: [['marketo.logActivities', 'Sales activities']] },
  {
    title: 'Sales app to Salesforce',
    syncs: [
      ['salesforce.logEmails', 'Emails'],
      ['salesforce.logReplies', 'Replies'],
      ['salesforce.logCalls', 'Calls'],
    ],
  },
  {
    title: 'Both ways with Salesforce',
    syncs: [
      ['tasks.sync', 'Reminder tasks'],
      ['unsubscribes.nightly', 'Unsubscribes, compared nightly'],
    ],
  },
  { title: 'Asked in Marketo before a send', syncs: [['check.marketo', 'Unsubscribe check']] },
];

type One = Told<Setting>;

/** What is synced where, as switches. */
export function Syncs({ settings, onChanged }: { settings: readonly One[]; onChanged: () => void }) {
  const [asked, setAsked] = useState<{ setting: One; name: string } | null>(null);
  return (
    <Card title="Syncs">
      <div class="directions">
        {DIRECTIONS.map(({ title, syncs }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            {syncs.map(([key, name]) => {
              const setting = settings.find((one) => one.key === key);
              return setting === undefined ? null : (
                <div key={key} class="sync">
                  <Switch
                    label={`${title}: ${name}`}
                    on={setting.value === true}
                    disabled={!may('admin')}
                    onSwitch={() => setAsked({ setting, name })}
                  />
                  <span>{name}</span>
                </div>
              );
            })}
          </section>
        ))}
      </div>
      {asked !== null && <SwitchOver {...asked} onClose={() => setAsked(null)} onChanged={onChanged} />}
    </Card>
  );
}

interface SwitchOverProps {
  setting: One;
  name: string;
  onClose: () => void;
  onChanged: () => void;
}

function SwitchOver({ setting, name, onClose, onChanged }: SwitchOverProps) {
  const { busy, fault, run } = useAction();
  const value = setting.value === true ? 'off' : 'on';
  const confirm = async () => {
    const path = `/api/v1/settings/${encodeURIComponent(setting.key)}`;
    const outcome = await run<Told<SettingChanged>>('PUT', path, { body: { value } });
    if (outcome?.ok !== true) return;
    say(`${name}: ${value}.`);
    onChanged();
    onClose();
  };
  return (
    <Confirm
      title={`Switch ${value}: ${name}?`}
      action={`Switch ${value}`}
      busy={busy}
      fault={fault}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{setting.effect}</p>
      <p class="soft">
        This sets <code>{setting.key}</code> to {value}. Workers act on it within seconds; it can be switched back at
        any time.
      </p>
    </Confirm>
  );
}
