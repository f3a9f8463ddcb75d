import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import type { SettingValue } from '../model/settings/kinds.ts';
import { nearest } from '../model/settings/nearest.ts';
import { SETTINGS, type Setting } from '../model/settings/registry.ts';

/** Says what a file is, and how it is to be read. */
export const SETTINGS_FORMAT = 'actions-sync settings 1';

/** `{"format": "actions-sync settings 1", "settings": {"people.interval": "5 min"}}` */
export interface SettingsFile {
  format: typeof SETTINGS_FORMAT;
  /** By public key, as people write them. */
  settings: Record<string, string>;
}

/** What an import would change. */
export interface SettingsImport {
  changes: PlannedChange[];
  /** Keys that are so already. */
  same: string[];
}

/** What an import does to one setting. */
export interface PlannedChange {
  setting: Setting;
  /** As stored; undefined: back to the default. */
  value: SettingValue | undefined;
  old: string;
  new: string;
}

const schema = z.object({ format: z.literal(SETTINGS_FORMAT), settings: z.record(z.string(), z.string()) });

/** @throws AppError `config.settingsFile` naming everything that is wrong with it */
export function planImport(file: unknown, current: ReadonlyMap<string, SettingValue>, reset: boolean): SettingsImport {
  const wanted = readSettingsFile(file);
  const all = SETTINGS.flatMap((setting): PlannedChange[] => {
    const isNamed = wanted.has(setting.key);
    if (!isNamed && !reset) return [];
    const value = isNamed ? wanted.get(setting.key) : undefined;
    const now = current.get(setting.key) ?? null;
    return [
      { setting, value, old: setting.print(now), new: setting.print(value === undefined ? setting.default : value) },
    ];
  });
  return {
    changes: all.filter((change) => change.old !== change.new),
    same: all.filter((change) => change.old === change.new).map(({ setting }) => setting.key),
  };
}

function readSettingsFile(file: unknown): Map<string, SettingValue> {
  const parsed = schema.safeParse(file);
  if (!parsed.success)
    throw new AppError('config.settingsFile', { details: { problem: `it is no "${SETTINGS_FORMAT}"` } });
  const read = new Map<string, SettingValue>();
  const problems: Record<string, string> = {};
  for (const [key, text] of Object.entries(parsed.data.settings)) {
    const setting = SETTINGS.find((known) => known.key === key);
    const value = setting?.parse(text);
    if (setting === undefined) problems[named(key)] = `is no setting${didYouMean(key)}`;
    else if (value === undefined) problems[key] = `must be ${setting.allowed}`;
    else read.set(key, value);
  }
  if (Object.keys(problems).length > 0) throw new AppError('config.settingsFile', { details: problems });
  return read;
}

/** A file may hold anything. */
function named(key: string): string {
  return /^[\w.-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 64));
}

function didYouMean(key: string): string {
  const keys = SETTINGS.map((setting) => setting.key);
  const near = nearest(key, keys);
  return near === null ? '' : `; did you mean ${near}?`;
}
