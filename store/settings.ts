import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import { DEFAULT_PEOPLE_SETTINGS, type PeopleSettings } from '../model/settings.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { AuditStore, SettingsStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

/** Tests and demonstrations poll often; nobody waits longer than a day. */
const pauseMs = z.number().int().min(100).max(86_400_000);

/** Keys that this version doesn't know are left alone: a newer version may have written them. */
const storedPeople = z.object({
  sync: z.boolean().default(DEFAULT_PEOPLE_SETTINGS.sync),
  intervalMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.intervalMs),
  deletionsIntervalMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.deletionsIntervalMs),
  exportPollMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.exportPollMs),
  smartList: z.string().min(1).max(255).nullable().default(DEFAULT_PEOPLE_SETTINGS.smartList),
  cap: z.number().int().min(0).default(DEFAULT_PEOPLE_SETTINGS.cap),
});

const MEMBERS = ['sync', 'intervalMs', 'deletionsIntervalMs', 'exportPollMs', 'smartList', 'cap'] as const;

interface SettingsDocument {
  _id: 'people';
  [key: string]: unknown;
}

export function createSettingsStore(database: Database, audit: AuditStore): SettingsStore {
  const settings = database.collection<SettingsDocument>('settings');

  return {
    people: () => run('settings.people', async () => parsePeople(await settings.findOne({ _id: 'people' }))),

    setPeople: (change, by) =>
      run('settings.setPeople', async () => {
        const before = await settings.findOne({ _id: 'people' });
        const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const after = parsePeople({ ...before, ...wanted });
        if (Object.keys(wanted).length === 0) return after;
        // The audit row first: a change that nobody can see afterwards is worse than a row without its change.
        await audit.add({ action: 'settings.people', by, details: { ...change } });
        const stored = await retryDuplicate(() =>
          settings.findOneAndUpdate({ _id: 'people' }, { $set: wanted }, { upsert: true, ...answering(...MEMBERS) }),
        );
        return parsePeople(stored);
      }),
  };
}

/** @throws AppError `config.setting` naming the members that don't fit */
function parsePeople(value: unknown): PeopleSettings {
  const parsed = storedPeople.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const names = new Set(parsed.error.issues.map(({ path }) => `people.${path.join('.')}`));
  throw new AppError('config.setting', { details: { setting: [...names].join(', ') } });
}
