import { useState } from 'preact/hooks';
import type { Setting, SettingHistory, Settings as SettingsAnswer } from '../../../api/schemas/settings.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { CheckField, TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { EditSetting } from './edit.tsx';
import { SettingsFiles } from './files.tsx';
import { SettingsGroup } from './group.tsx';
import { groupsOf } from './groups.ts';
import { Syncs } from './syncs.tsx';

/** As many as the API tells at once; older changes stand in the history of each setting. */
const HISTORY = '/api/v1/settings/history?limit=200';

/** Every setting: value, default, effect, who changed it; the syncs as switches at the top. */
export default function Settings() {
  const settings = useData<Told<SettingsAnswer>>('/api/v1/settings');
  const history = useData<Told<SettingHistory>>(HISTORY);
  const [search, setSearch] = useState('');
  const [changedOnly, setChangedOnly] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  const reload = () => {
    settings.reload();
    history.reload();
  };
  const setting = settings.value?.items.find(({ key }) => key === edited);
  return (
    <Page
      title="Settings"
      about="Workers act on a change within seconds. Every change is kept with who made it."
      actions={<SettingsFiles onImported={reload} />}
    >
      <Answer data={settings} lines={10}>
        {({ items }) => (
          <>
            <Syncs settings={items} onChanged={reload} />
            <div class="toolbar">
              <TextField label="Search" type="search" value={search} onText={setSearch} placeholder="Name or effect" />
              <CheckField label="Only what differs from its default" checked={changedOnly} onCheck={setChangedOnly} />
            </div>
            <Groups
              items={items.filter((one) => matches(one, search) && (!changedOnly || one.changed))}
              history={history.value?.items ?? []}
              onEdit={setEdited}
            />
          </>
        )}
      </Answer>
      {setting !== undefined && <EditSetting setting={setting} onClose={() => setEdited(null)} onChanged={reload} />}
    </Page>
  );
}

function matches({ key, effect }: Told<Setting>, search: string): boolean {
  return `${key} ${effect}`.toLowerCase().includes(search.trim().toLowerCase());
}

interface GroupsProps {
  items: readonly Told<Setting>[];
  history: Told<SettingHistory>['items'];
  onEdit: (key: string) => void;
}

function Groups({ items, history, onEdit }: GroupsProps) {
  if (items.length === 0) {
    return (
      <div class="card">
        <Empty title="No setting matches" />
      </div>
    );
  }
  return (
    <>
      {groupsOf(items).map(({ name, settings }) => (
        <SettingsGroup key={name} name={name} settings={settings} history={history} onEdit={onEdit} />
      ))}
    </>
  );
}
