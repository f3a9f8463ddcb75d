import type { Setting, SettingHistory } from '../../../api/schemas/settings.ts';
import { may } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Table } from '../../ui/table.tsx';

interface SettingsGroupProps {
  name: string;
  settings: readonly Told<Setting>[];
  history: Told<SettingHistory>['items'];
  onEdit: (key: string) => void;
}

/** The settings of one group. */
export function SettingsGroup({ name, settings, history, onEdit }: SettingsGroupProps) {
  return (
    <Card title={name} flush>
      <div class="settings">
        <Table
          caption={name}
          rows={settings}
          keyOf={({ key }) => key}
          columns={[
            {
              name: 'Setting',
              cell: ({ key, effect }) => (
                <div class="setting">
                  <code>{key}</code>
                  <p class="soft small">{effect}</p>
                </div>
              ),
            },
            {
              name: 'Value',
              cell: ({ text, changed }) => (
                <span class="row">
                  <span class="setting-value">{text}</span>
                  {changed && <Badge tone="info">Changed</Badge>}
                </span>
              ),
            },
            { name: 'Default', cell: (setting) => <span class="soft">{setting.default}</span> },
            {
              name: 'Last change',
              cell: ({ key }) => {
                const last = history.find((change) => change.key === key);
                return last === undefined ? (
                  <span class="faint">None</span>
                ) : (
                  <span class="soft small">
                    <Moment at={last.at} /> by {last.by}
                  </span>
                );
              },
            },
            {
              ...{ name: '', fit: true },
              cell: ({ key }) => (
                <Button small onClick={() => onEdit(key)}>
                  {may('admin') ? 'Edit' : 'History'}
                  <span class="unseen"> {key}</span>
                </Button>
              ),
            },
          ]}
        />
      </div>
    </Card>
  );
}
