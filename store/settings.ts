import type { AlertSettings } from '../model/alerts/settings.ts';
import type { SettingGroup } from '../model/settings/groups.ts';
import type { SettingValue } from '../model/settings/kinds.ts';
import { membersOf, notAllowed, SETTINGS } from '../model/settings/registry.ts';
import type {
  CheckSettings,
  MarketoSettings,
  PanelSettings,
  PeopleSettings,
  RetentionSettings,
  SalesforceSettings,
  TaskSettings,
  UnsubscribeSettings,
} from '../model/settings.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { AuditStore, SettingChange, SettingsStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

interface SettingsDocument {
  _id: string;
  [member: string]: unknown;
}

/** By member; undefined: back to its default. */
type Changes = ReadonlyMap<string, SettingValue | undefined>;

/**
 * One document for each group of settings: `marketo.logActivities` is member `logActivities` of document `marketo`.
 * Members that this version doesn't know are left alone: a newer version may have written them.
 */
export function createSettingsStore(database: Database, audit: AuditStore): SettingsStore {
  const settings = database.collection<SettingsDocument>('settings');

  const read = async (group: SettingGroup): Promise<object> => (await settings.findOne({ _id: group })) ?? {};

  /** @returns the group's settings afterwards, and what became of each member that changed */
  async function write(group: SettingGroup, wanted: Changes, by: string) {
    const stored = new Map<string, unknown>(Object.entries(await read(group)));
    const settled = checked(group, { ...Object.fromEntries(stored), ...Object.fromEntries(wanted) });
    const changing = [...wanted].filter(([member, value]) => stored.get(member) !== value);
    if (changing.length === 0) return { after: settled, changes: new Map<string, SettingChange>() };
    const changes = new Map(
      membersOf(group)
        .filter(({ member }) => changing.some(([name]) => name === member))
        .map(({ member, key, kind, fallback }) => {
          const old = or(stored.get(member), fallback);
          const value = or(wanted.get(member), fallback);
          return [member, { key, old: kind.fits(old) ? kind.print(old) : NOT_ALLOWED, new: kind.print(value) }];
        }),
    );
    // The audit rows first: a change that nobody can see afterwards is worse than a row without its change.
    for (const [member, { key, old, new: value }] of changes) {
      const action = wanted.get(member) === undefined ? 'settings.unset' : 'settings.set';
      await audit.add({ action, by, details: { setting: key, old, new: value } });
    }
    const after = await retryDuplicate(() =>
      settings.findOneAndUpdate({ _id: group }, updateOf(changing), {
        upsert: true,
        ...answering(...membersOf(group).map(({ member }) => member)),
      }),
    );
    return { after: checked(group, after ?? {}), changes };
  }

  /** The typed view of one group: `checked` has made sure of its shape. */
  function group<Settings extends { [Member in keyof Settings]: SettingValue }>(name: SettingGroup) {
    return {
      get: () => run(`settings.${name}`, async () => checked(name, await read(name)) as Settings),
      set: (change: Partial<Settings>, by: string) =>
        run(`settings.${name}.set`, async () => {
          const wanted = Object.entries<SettingValue | undefined>(change).filter(([, value]) => value !== undefined);
          return (await write(name, new Map(wanted), by)).after as Settings;
        }),
    };
  }

  const groups = {
    people: group<PeopleSettings>('people'),
    marketo: group<MarketoSettings>('marketo'),
    salesforce: group<SalesforceSettings>('salesforce'),
    tasks: group<TaskSettings>('tasks'),
    unsubscribes: group<UnsubscribeSettings>('unsubscribes'),
    check: group<CheckSettings>('check'),
    panel: group<PanelSettings>('panel'),
    alerts: group<AlertSettings>('alerts'),
    retention: group<RetentionSettings>('retention'),
  };
  return {
    people: groups.people.get,
    setPeople: groups.people.set,
    marketo: groups.marketo.get,
    setMarketo: groups.marketo.set,
    salesforce: groups.salesforce.get,
    setSalesforce: groups.salesforce.set,
    tasks: groups.tasks.get,
    setTasks: groups.tasks.set,
    unsubscribes: groups.unsubscribes.get,
    setUnsubscribes: groups.unsubscribes.set,
    check: groups.check.get,
    setCheck: groups.check.set,
    panel: groups.panel.get,
    setPanel: groups.panel.set,
    alerts: groups.alerts.get,
    setAlerts: groups.alerts.set,
    retention: groups.retention.get,
    setRetention: groups.retention.set,

    values: () =>
      run('settings.values', async () => {
        const names = [...new Set(SETTINGS.map((setting) => setting.group))];
        const found = new Map(
          await Promise.all(names.map(async (name) => [name, checked(name, await read(name))] as const)),
        );
        return new Map(
          SETTINGS.map(({ key, group: name, member, default: fallback }) => [
            key,
            or(found.get(name)?.[member], fallback),
          ]),
        );
      }),

    snapshot: () =>
      run('settings.snapshot', async () => {
        const names = [...new Set(SETTINGS.map((setting) => setting.group))];
        const found = await settings.find({ _id: { $in: names } }).toArray();
        const groupsFound = new Map(found.map((document) => [document._id, document]));
        return new Map(
          SETTINGS.map(({ key, group: name, member, default: fallback }) => [
            key,
            or(groupsFound.get(name)?.[member], fallback),
          ]),
        );
      }),

    put: ({ group: name, member }, value, by) =>
      run('settings.put', async () => (await write(name, new Map([[member, value]]), by)).changes.get(member) ?? null),
  };
}

/** A value of a newer version, or one that was put there by hand. */
const NOT_ALLOWED = 'a value that is not allowed';

/** The known members of a stored group, with defaults. @throws AppError `config.setting` naming those that don't fit */
function checked(group: SettingGroup, stored: object): Record<string, SettingValue> {
  const values = new Map<string, unknown>(Object.entries(stored));
  const members = membersOf(group);
  const read = members.map(({ member, fallback }) => [member, or(values.get(member), fallback)] as const);
  const found = new Map(read);
  const wrong = members.filter(({ member, kind }) => !kind.fits(found.get(member)));
  if (wrong.length > 0) throw notAllowed(wrong.map(({ key, kind: { allowed } }) => ({ key, allowed })));
  return Object.fromEntries(read) as Record<string, SettingValue>;
}

function updateOf(changing: readonly (readonly [string, SettingValue | undefined])[]) {
  const set = changing.filter(([, value]) => value !== undefined);
  const unset = changing.filter(([, value]) => value === undefined).map(([member]) => [member, '']);
  return {
    ...(set.length > 0 && { $set: Object.fromEntries(set) }),
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset) }),
  };
}

/** Null is a value of some settings: "all", "none". */
function or<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}
