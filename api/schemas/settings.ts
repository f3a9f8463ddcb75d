import { z } from 'zod';
import { moment, PAGE_MAX } from './common.ts';
import { flag } from './input.ts';

/** A setting as it is now (docs/settings.md). */
export const setting = z
  .object({
    key: z.string(),
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .nullable()
      .meta({ description: 'As it is stored; durations are milliseconds' }),
    unit: z.literal('ms').nullable(),
    text: z.string().meta({ description: 'As people write it' }),
    default: z.string(),
    changed: z.boolean().meta({ description: 'It differs from its default' }),
    allowed: z.string(),
    effect: z.string(),
    source: z.string(),
    lastChange: z
      .object({ at: moment, by: z.string() })
      .nullable()
      .meta({ description: 'null: never changed, or longer ago than the audit log goes back' }),
  })
  .meta({ id: 'Setting' });

export const settingsQuery = z.strictObject({
  changed: flag.meta({ description: 'Only what differs from its default' }),
});
export const settings = z.object({ items: z.array(setting) });
export const settingParams = z.object({ key: z.string().min(1).max(64) });
/** As people write it: `30 s`, `off`, `all`. */
export const settingRequest = z.strictObject({ value: z.string().max(10_000) });

const change = z.object({ key: z.string(), old: z.string(), new: z.string() });

/** `change` null: it was so already. */
export const settingChanged = z.object({ setting, change: change.nullable() });

export const settingHistoryQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
});
/** Latest first. */
export const settingHistory = z.object({
  items: z.array(change.extend({ at: moment, by: z.string(), unset: z.boolean() })),
});

/** What differs from the defaults, to be kept and imported elsewhere; no secrets. */
export const settingsFile = z
  .object({ format: z.literal('actions-sync settings 1'), settings: z.record(z.string(), z.string()) })
  .meta({ id: 'SettingsFile' });

/** `reset`: what the file does not name goes back to its default. `dryRun`: nothing is changed. */
export const settingsImport = z.strictObject({
  file: z.unknown().meta({ description: 'What settings/export gave', $ref: '#/components/schemas/SettingsFile' }),
  reset: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});
export const settingsImported = z.object({
  applied: z.boolean(),
  changes: z.array(change),
  same: z.array(z.string()).meta({ description: 'Keys that are so already' }),
});

export type Setting = z.output<typeof setting>;
export type Settings = z.output<typeof settings>;
export type SettingChanged = z.output<typeof settingChanged>;
export type SettingHistory = z.output<typeof settingHistory>;
export type SettingsFile = z.output<typeof settingsFile>;
export type SettingsImported = z.output<typeof settingsImported>;
