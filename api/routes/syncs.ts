import { z } from 'zod';
import type { FlowView } from '../../client/flows-overview.ts';
import type { ApiOptions, Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { reread } from '../schemas/people.ts';
import {
  cancelResult,
  flows,
  plan,
  planRequest,
  reconcileResult,
  startRequest,
  startResult,
  steerRequest,
  steerResult,
} from '../schemas/syncs.ts';
import { withinLong } from '../within.ts';

/** `{}` or no body at all. */
const nothing = z.strictObject({}).nullish();

/** What runs, and whoever steers the people sync. */
export const syncRoutes: Routes = (api, options) => {
  const { store, temporalUi, plan: makePlan } = options;
  const tags = ['syncs'];
  const operator = { scope: 'operator' } as const;

  api.get(
    '/api/v1/syncs',
    {
      config: { scope: 'viewer' },
      schema: { ...{ tags, summary: 'Every flow, as MongoDB and Temporal see it' }, response: answers({ 200: flows }) },
    },
    async ({ actionsSync }) => {
      const overview = await actionsSync.flowsOverview();
      const items = overview.flows.map((flow) => {
        const { flow: name, on, state, workflowId, running, nextAt } = flow;
        return { flow: name, on, state, workflowId, running, nextAt, url: urlOf(flow, temporalUi) };
      });
      return { temporal: overview.temporal, items };
    },
  );

  api.post(
    '/api/v1/syncs/people/plan',
    {
      config: { ...operator, isRead: true },
      schema: {
        ...{ tags, summary: 'What reading everyone would cost, by each strategy' },
        description: 'Asks Marketo about 30 times; starts and writes nothing.',
        body: planRequest.nullish(),
        response: answers({ 200: plan }),
      },
    },
    async ({ body }) => withinLong(makePlan(body ?? {})),
  );

  api.post(
    '/api/v1/syncs/people/start',
    {
      config: operator,
      schema: {
        ...{ tags, summary: 'Read everyone once, then follow changes' },
        description: 'Without a strategy the worker picks one by cost. What runs already is left alone.',
        body: startRequest.nullish(),
        response: answers({ 200: startResult }),
      },
    },
    async ({ actionsSync, body }) => ({ outcome: await withinLong(actionsSync.people.start(body ?? {})) }),
  );

  for (const name of ['pause', 'resume'] as const) {
    api.post(
      `/api/v1/syncs/people/${name}`,
      {
        config: operator,
        schema: {
          ...{ tags, summary: name === 'pause' ? 'Stop for a while, after the call under way' : 'Go on after a pause' },
          body: steerRequest.nullish(),
          response: answers({ 200: steerResult }),
        },
      },
      async ({ actionsSync, body }) => {
        await withinLong(actionsSync.people[name](body?.flow));
        const [{ initial, changes }, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
        return { initial, changes, reconcile: run?.state ?? 'none' };
      },
    );
  }

  api.post(
    '/api/v1/syncs/people/cancel',
    {
      config: operator,
      schema: {
        ...{ tags, summary: 'End the initial sync where it is; changes go on being followed' },
        body: nothing,
        response: answers({ 200: cancelResult }),
      },
    },
    async ({ actionsSync }) => ({ outcome: await withinLong(actionsSync.people.cancel()) }),
  );

  api.post(
    '/api/v1/syncs/people/reconcile',
    {
      config: operator,
      schema: {
        ...{ tags, summary: 'Compare everyone with Marketo and repair what differs' },
        body: nothing,
        response: answers({ 200: reconcileResult }),
      },
    },
    async ({ actionsSync }) => ({ outcome: await withinLong(actionsSync.people.reconcile()) }),
  );

  api.post(
    '/api/v1/syncs/people/approve',
    {
      config: { scope: 'admin' },
      schema: {
        ...{ tags, summary: 'Let those leave whom the brake holds' },
        description: 'Reads them again first: those leave of whom Marketo still says so.',
        body: nothing,
        response: answers({ 200: reread }),
      },
    },
    async ({ actionsSync }) => withinLong(actionsSync.people.approve()),
  );
};

/** The page of its run, or of the Schedule that will start one. */
function urlOf({ workflowId, running, scheduleId }: FlowView, ui: ApiOptions['temporalUi']): string | null {
  if (ui === null) return null;
  const base = `${ui.url}/namespaces/${encodeURIComponent(ui.namespace)}`;
  return scheduleId !== null && running !== true
    ? `${base}/schedules/${encodeURIComponent(scheduleId)}`
    : `${base}/workflows/${encodeURIComponent(workflowId)}`;
}
