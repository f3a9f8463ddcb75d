import type { SettingValue } from '../model/settings/kinds.ts';
import { parseSetting, SETTINGS, type Setting, settingOf } from '../model/settings/registry.ts';
import type { SettingChange, Store } from '../store/types.ts';
import { planImport, SETTINGS_FORMAT, type SettingsFile, type SettingsImport } from './settings-file.ts';

/** A setting as it is now (docs/settings.md). */
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
  /** What it stands for in Sales Insight Actions, by its place there, or why there is one here. */
  source: string;
}

/** One change of a setting. */
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

    /** What differs from the defaults, to be kept in a file and imported elsewhere. There are no secrets among settings. */
    async export(): Promise<SettingsFile> {
      const values = await store.settings.values();
      const changed = SETTINGS.filter(({ key, default: fallback }) => values.get(key) !== fallback);
      return {
        format: SETTINGS_FORMAT,
        settings: Object.fromEntries(
          changed.map((setting) => [setting.key, setting.print(values.get(setting.key) ?? null)]),
        ),
      };
    },

    /**
     * What an import of `file`, as `export` gives it, would change; nothing is written.
     * `reset`: what it doesn't name goes back to its default.
     * @throws AppError `config.settingsFile` naming everything that is wrong with it
     */
    planImport: async (file: unknown, { reset = false } = {}): Promise<SettingsImport> =>
      planImport(file, await store.settings.values(), reset),

    /**
     * Changes what `planImport` says, one after the other, each with its row in the audit log; safe to repeat.
     * @returns what was changed
     */
    async import(file: unknown, options: { reset?: boolean } = {}): Promise<SettingChange[]> {
      const { changes } = planImport(file, await store.settings.values(), options.reset ?? false);
      const made: SettingChange[] = [];
      for (const { setting, value } of changes) {
        const change = await store.settings.put(setting, value, by);
        if (change !== null) made.push(change);
      }
      return made;
    },

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
  const { key, unit, allowed, effect, source } = setting;
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
    source,
  };
}
