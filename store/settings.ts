import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import {
  DEFAULT_MARKETO_SETTINGS,
  DEFAULT_PEOPLE_SETTINGS,
  DEFAULT_SALESFORCE_SETTINGS,
  DUPLICATE_RULES,
  NO_MATCH_RULES,
  SUBJECT_FIELDS,
} from '../model/settings.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { AuditStore, SettingsStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

/** Tests and demonstrations poll often; nobody waits longer than a day. */
const pauseMs = z.number().int().min(100).max(86_400_000);

/** Keys that this version doesn't know are left alone: a newer version may have written them. */
const people = z.object({
  sync: z.boolean().default(DEFAULT_PEOPLE_SETTINGS.sync),
  intervalMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.intervalMs),
  deletionsIntervalMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.deletionsIntervalMs),
  exportPollMs: pauseMs.default(DEFAULT_PEOPLE_SETTINGS.exportPollMs),
  smartList: z.string().min(1).max(255).nullable().default(DEFAULT_PEOPLE_SETTINGS.smartList),
  cap: z.number().int().min(0).default(DEFAULT_PEOPLE_SETTINGS.cap),
});

const marketo = z.object({
  logActivities: z.boolean().default(DEFAULT_MARKETO_SETTINGS.logActivities),
  readBackDelayMs: pauseMs.default(DEFAULT_MARKETO_SETTINGS.readBackDelayMs),
  maxOpensPerEmail: z.number().int().min(0).max(1_000).nullable().default(DEFAULT_MARKETO_SETTINGS.maxOpensPerEmail),
});

const salesforce = z.object({
  logEmails: z.boolean().default(DEFAULT_SALESFORCE_SETTINGS.logEmails),
  logReplies: z.boolean().default(DEFAULT_SALESFORCE_SETTINGS.logReplies),
  logCalls: z.boolean().default(DEFAULT_SALESFORCE_SETTINGS.logCalls),
  subjectTemplate: z.string().max(1_000).refine(hasKnownFields).default(DEFAULT_SALESFORCE_SETTINGS.subjectTemplate),
  duplicateRule: z.enum(DUPLICATE_RULES).default(DEFAULT_SALESFORCE_SETTINGS.duplicateRule),
  noMatchRule: z.enum(NO_MATCH_RULES).default(DEFAULT_SALESFORCE_SETTINGS.noMatchRule),
});

interface SettingsDocument {
  _id: string;
  [key: string]: unknown;
}

/** One document for each group of keys: `marketo.logActivities` is member `logActivities` of document `marketo`. */
export function createSettingsStore(database: Database, audit: AuditStore): SettingsStore {
  const settings = database.collection<SettingsDocument>('settings');

  function group<Shape extends z.ZodRawShape>(name: string, schema: z.ZodObject<Shape>) {
    type Settings = z.output<typeof schema>;
    const parse = (value: unknown): Settings => parsed(name, schema, value);
    const after = answering(...Object.keys(schema.shape));
    return {
      get: () => run(`settings.${name}`, async () => parse(await settings.findOne({ _id: name }))),

      set: (change: Partial<Settings>, by: string) =>
        run(`settings.${name}.set`, async () => {
          const before = await settings.findOne({ _id: name });
          const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
          const checked = parse({ ...before, ...wanted });
          if (Object.keys(wanted).length === 0) return checked;
          // The audit row first: a change that nobody can see afterwards is worse than a row without its change.
          await audit.add({ action: `settings.${name}`, by, details: wanted as AuditDetails });
          return parse(
            await retryDuplicate(() =>
              settings.findOneAndUpdate({ _id: name }, { $set: wanted }, { upsert: true, ...after }),
            ),
          );
        }),
    };
  }

  const groups = {
    people: group('people', people),
    marketo: group('marketo', marketo),
    salesforce: group('salesforce', salesforce),
  };
  return {
    people: groups.people.get,
    setPeople: groups.people.set,
    marketo: groups.marketo.get,
    setMarketo: groups.marketo.set,
    salesforce: groups.salesforce.get,
    setSalesforce: groups.salesforce.set,
  };
}

/** Checked before: settings are texts, numbers and switches. */
type AuditDetails = Parameters<AuditStore['add']>[0]['details'];

/** @throws AppError `config.setting` naming the members that don't fit */
function parsed<T>(group: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const names = new Set(result.error.issues.map(({ path }) => `${group}.${path.join('.')}`));
  throw new AppError('config.setting', { details: { setting: [...names].join(', ') } });
}

function hasKnownFields(template: string): boolean {
  const known: ReadonlySet<string> = new Set(SUBJECT_FIELDS);
  return [...template.matchAll(/\{\{(.*?)\}\}/g)].every(([, name = '']) => known.has(name.trim().toLowerCase()));
}
