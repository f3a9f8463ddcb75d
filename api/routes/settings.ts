import type { ActionsSyncClient } from '../../client/client.ts';
import type { SettingHistoryRow } from '../../client/settings.ts';
import type { SettingChange } from '../../store/types.ts';
import type { Routes } from '../context.ts';
import { refusal } from '../problem.ts';
import { answers } from '../schemas/common.ts';
import {
  setting,
  settingChanged,
  settingHistory,
  settingHistoryQuery,
  settingParams,
  settingRequest,
  settings,
  settingsFile,
  settingsImport,
  settingsImported,
  settingsQuery,
} from '../schemas/settings.ts';

const tags = ['settings'];
const reads = { scope: 'viewer' } as const;
const writes = { scope: 'admin' } as const;

/** Settings by their public keys (docs/settings.md). Workers act on them within seconds. */
export const settingRoutes: Routes = (api) => {
  api.get(
    '/api/v1/settings',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'All settings: values, defaults, what each does' },
        querystring: settingsQuery,
        response: answers({ 200: settings }),
      },
    },
    async ({ query: { changed }, actionsSync }) => {
      const [all, changes] = await Promise.all([
        actionsSync.settings.show(),
        actionsSync.settings.history(LATEST_CHANGES),
      ]);
      const items = all.map((view) => ({ ...view, lastChange: latest(changes.find(({ key }) => key === view.key)) }));
      return { items: items.filter((view) => !changed || view.changed) };
    },
  );

  api.get(
    '/api/v1/settings/history',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'Who changed what, latest first' },
        querystring: settingHistoryQuery,
        response: answers({ 200: settingHistory }),
      },
    },
    async ({ query: { limit }, actionsSync }) => ({ items: await actionsSync.settings.history(limit) }),
  );

  api.get(
    '/api/v1/settings/export',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'What differs from the defaults, to be kept and imported elsewhere; no secrets' },
        response: answers({ 200: settingsFile }),
      },
    },
    async ({ actionsSync }) => actionsSync.settings.export(),
  );

  api.post(
    '/api/v1/settings/import',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Take settings from a file, or say what that would change' },
        body: settingsImport,
        response: answers({ 200: settingsImported }),
      },
    },
    async ({ body: { file, reset, dryRun }, actionsSync }) => {
      const { changes, same } = await actionsSync.settings.planImport(file, { reset });
      if (dryRun) return { applied: false, changes: changes.map(plannedChange), same };
      return { applied: true, changes: await actionsSync.settings.import(file, { reset }), same };
    },
  );

  api.get(
    '/api/v1/settings/:key',
    {
      config: reads,
      schema: { ...{ tags, summary: 'One setting', params: settingParams }, response: answers({ 200: setting }) },
    },
    async ({ params: { key }, actionsSync }) => viewOf(actionsSync, key),
  );

  api.put(
    '/api/v1/settings/:key',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Change one setting', params: settingParams, body: settingRequest },
        description: '`value` as people write it: `30 s`, `off`, `all`.',
        response: answers({ 200: settingChanged }),
      },
    },
    async ({ params: { key }, body: { value }, actionsSync }) => {
      const change = await actionsSync.settings.set(key, value);
      return { setting: await viewOf(actionsSync, key), change };
    },
  );

  api.delete(
    '/api/v1/settings/:key',
    {
      config: writes,
      schema: {
        ...{ tags, summary: 'Take one setting back to its default', params: settingParams },
        response: answers({ 200: settingChanged }),
      },
    },
    async ({ params: { key }, actionsSync }) => {
      const change = await actionsSync.settings.unset(key);
      return { setting: await viewOf(actionsSync, key), change };
    },
  );

  api.get(
    '/api/v1/settings/:key/history',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'Changes of one setting, latest first' },
        ...{ params: settingParams, querystring: settingHistoryQuery },
        response: answers({ 200: settingHistory }),
      },
    },
    async ({ params: { key }, query: { limit }, actionsSync }) => ({
      items: await actionsSync.settings.history(limit, key),
    }),
  );
};

/** Of all settings together: who changed one longer ago is in its own history. */
const LATEST_CHANGES = 1_000;

function latest(change: SettingHistoryRow | undefined) {
  return change === undefined ? null : { at: change.at, by: change.by };
}

async function viewOf(actionsSync: ActionsSyncClient, key: string) {
  const [[view], [change]] = await Promise.all([
    actionsSync.settings.show([key]),
    actionsSync.settings.history(1, key),
  ]);
  if (view === undefined) throw refusal('config.settingUnknown', { setting: key });
  return { ...view, lastChange: latest(change) };
}

function plannedChange(change: { setting: { key: string }; old: string; new: string }): SettingChange {
  return { key: change.setting.key, old: change.old, new: change.new };
}
