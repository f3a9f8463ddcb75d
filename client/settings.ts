import type { SettingValue } from '../model/settings/kinds.ts';
import { parseSetting, SETTINGS, type Setting, settingOf } from '../model/settings/registry.ts';
import type { SettingChange, Store } from '../store/types.ts';

export interface SettingView {
  key: string;
  /** As it is stored; durations are milliseconds. */
  value: SettingValue;
  unit: 'ms' | null;
  /** As people write it. */
  text: string;
  default: string;
  changed: boolean;
  allowed: string;
  effect: string;
}

export interface SettingHistoryRow extends SettingChange {
  at: Date;
  by: string;
  /** Back to the default, by `unset`. */
  unset: boolean;
}

const ACTIONS = ['settings.set', 'settings.unset'];

/** Looks at and changes settings by their public keys (`docs/settings.md`). `by`: who acts, a name, never an address. */
export function createSettings({ store, by }: { store: Pick<Store, 'settings' | 'audit'>; by: string }) {
  return {
    /** All of them, or those named, in the registry's order. @throws AppError `config.settingUnknown` */
    async show(keys: readonly string[] = []): Promise<SettingView[]> {
      const wanted = new Set(keys.map((key) => settingOf(key).key));
      const values = await store.settings.values();
      return SETTINGS.filter(({ key }) => keys.length === 0 || wanted.has(key)).map((setting) =>
        view(setting, values.get(setting.key) ?? null),
      );
    },

    /**
     * `text` as people write it: `30 s`, `off`, `all`. @returns null: it was so already
     * @throws AppError `config.settingUnknown`, `config.setting`
     */
    async set(key: string, text: string): Promise<SettingChange | null> {
      const setting = settingOf(key);
      return store.settings.put(setting, parseSetting(setting, text), by);
    },

    /** Back to the default. @returns null: it was so already @throws AppError `config.settingUnknown` */
    unset: async (key: string): Promise<SettingChange | null> => store.settings.put(settingOf(key), undefined, by),

    /** Changes of one setting or all, latest first. @throws AppError `config.settingUnknown` */
    async history(limit: number, key?: string): Promise<SettingHistoryRow[]> {
      const only = key === undefined ? {} : { details: { setting: settingOf(key).key } };
      const rows = await store.audit.list(limit, { actions: ACTIONS, ...only });
      return rows.map(({ at, by: who, action, details: { setting, old, new: value } }) => ({
        at,
        by: who,
        key: String(setting),
        old: String(old),
        new: String(value),
        unset: action === 'settings.unset',
      }));
    },
  };
}

function view(setting: Setting, value: SettingValue): SettingView {
  const { key, unit, allowed, effect } = setting;
  const text = setting.print(value);
  return {
    key,
    value,
    unit,
    text,
    default: setting.print(setting.default),
    changed: value !== setting.default,
    allowed,
    effect,
  };
}
