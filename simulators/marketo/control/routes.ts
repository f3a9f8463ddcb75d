import { z } from 'zod';
import { type ControlRoute, did } from '../../lib/control/route.ts';
import type { MarketoInstance } from '../instance/instance.ts';
import type { ControlCall } from './call.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const id = z.int().positive();
const change = z.looseObject({
  silent: z.boolean().optional(),
  reason: z.string().optional(),
  source: z.string().optional(),
});
const merge = z.strictObject({
  winner: id,
  losers: z.array(id).min(1),
  kind: z.union([z.literal(31), z.literal(32)]).optional(),
  loserDeleted: z.boolean().optional(),
});
const random = z.strictObject({ count: z.int().nonnegative(), seed: z.int().optional() });
const company = z.strictObject({ company: z.string(), values });
const list = z.strictObject({ ids: z.array(id), name: z.string().optional() });
const smartList = z.strictObject({ name: z.string(), members: z.union([z.literal('everybody'), z.array(id)]) });
const foreign = z.strictObject({
  count: z.int().positive(),
  ms: z.number().positive(),
  bytes: z.int().nonnegative().optional(),
});
const limits = z.strictObject({
  on: z.boolean().optional(),
  off: z.boolean().optional(),
  dailyQuota: z.int().nonnegative().optional(),
  window: z.int().positive().optional(),
  atOnce: z.int().positive().optional(),
  usedToday: z.int().nonnegative().optional(),
  otherCalls: z.int().nonnegative().optional(),
  bulkBytes: z.int().nonnegative().optional(),
  bulkUsedBytes: z.int().nonnegative().optional(),
  bulkProcessing: z.int().positive().optional(),
  bulkQueue: z.int().positive().optional(),
});
const made = z.array(
  z.strictObject({
    leadId: id,
    type: id,
    at: id.multipleOf(1000),
    primary: z.string().optional(),
    attributes: z.array(z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean()])])).optional(),
  }),
);
const clock = z.strictObject({ offsetMs: z.number() });
const permissions = z.array(z.string()).nullable();
const expire = z.strictObject({ clientId: z.string().optional() });

const ok = did();
const idOf = ({ args }: ControlCall): number => Number(args[0]);
const given = <T extends object>(all: T): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Splits a PATCH body into options and field values; the values may also stand under `values`. */
function patchOf(body: unknown) {
  const { silent, reason, source, ...rest } = change.parse(body);
  const fields = values.parse(rest.values ?? rest);
  return { fields, options: given({ silent, reason, source }) };
}

/** Every control operation; paths are relative to /control. */
export const CONTROL_ROUTES: readonly ControlRoute<ControlCall>[] = [
  {
    method: 'GET',
    path: /^\/health$/,
    handle: ({ instance }) =>
      did({ ok: true, people: instance.people, epoch: instance.state.origin.epoch, now: instance.now() }),
  },
  {
    method: 'POST',
    path: /^\/people$/,
    handle: ({ instance, body }) => did({ id: instance.create(values.parse(body)) }),
  },
  {
    method: 'PATCH',
    path: /^\/people\/(\d+)$/,
    handle: (call) => {
      const { fields, options } = patchOf(call.body);
      return did({ id: idOf(call), changed: call.instance.update(idOf(call), fields, options) });
    },
  },
  {
    method: 'DELETE',
    path: /^\/people\/(\d+)$/,
    handle: (call) => {
      call.instance.delete(idOf(call));
      return ok;
    },
  },
  {
    method: 'POST',
    path: /^\/people\/(\d+)\/sfdc-delete$/,
    handle: (call) => {
      call.instance.deleteInSfdc(idOf(call));
      return ok;
    },
  },
  {
    method: 'POST',
    path: /^\/merge$/,
    handle: ({ instance, body }) => {
      const { winner, losers, ...rest } = merge.parse(body);
      instance.merge({ winner, losers, ...given(rest) });
      return ok;
    },
  },
  {
    method: 'POST',
    path: /^\/companies$/,
    handle: ({ instance, body }) => {
      const wanted = company.parse(body);
      return did({ changed: instance.updateCompany(wanted.company, wanted.values) });
    },
  },
  {
    method: 'PUT',
    path: /^\/lists\/(\d+)$/,
    handle: (call) => {
      const { ids, name } = list.parse(call.body);
      call.instance.setList(idOf(call), ids, name);
      return ok;
    },
  },
  {
    method: 'PUT',
    path: /^\/smart-lists\/(\d+)$/,
    handle: (call) => {
      const { name, members } = smartList.parse(call.body);
      call.instance.setSmartList(idOf(call), name, members);
      return ok;
    },
  },
  { method: 'GET', path: /^\/bulk$/, handle: ({ instance }) => did(instance.bulkJobs()) },
  {
    method: 'POST',
    path: /^\/bulk\/foreign$/,
    handle: ({ instance, body }) => {
      const { count, ms, bytes } = foreign.parse(body);
      return did({ queued: instance.addForeignJobs({ count, ms, ...given({ bytes }) }) });
    },
  },
  {
    method: 'POST',
    path: /^\/random$/,
    handle: ({ instance, body }) => {
      const { count, seed } = random.parse(body);
      return did(instance.random(count, seed));
    },
  },
  {
    method: 'POST',
    path: /^\/activities$/,
    handle: ({ instance, body }) => did({ ids: instance.addActivities(made.parse(body)) }),
  },
  {
    method: 'GET',
    path: /^\/truth$/,
    handle: ({ instance, query }) => {
      const fields = query.list('fields');
      return { lines: instance.truth({ owned: query.get('owned') === '1', ...(fields.length > 0 ? { fields } : {}) }) };
    },
  },
  {
    method: 'GET',
    path: /^\/truth\/custom-activities$/,
    handle: ({ instance }) => ({ lines: instance.customActivities() }),
  },
  { method: 'GET', path: /^\/truth\/gone$/, handle: ({ instance }) => did(instance.gone()) },
  { method: 'GET', path: /^\/stats$/, handle: ({ instance }) => did(instance.stats()) },
  {
    method: 'POST',
    path: /^\/stats\/reset$/,
    handle: ({ instance }) => {
      instance.resetStats();
      return ok;
    },
  },
  { method: 'GET', path: /^\/faults$/, handle: ({ instance }) => did(instance.state.faults.rules) },
  {
    method: 'PUT',
    path: /^\/faults$/,
    handle: ({ instance, body }) => {
      instance.setFaults(body as Parameters<MarketoInstance['setFaults']>[0], 'PUT /control/faults');
      return did(instance.state.faults.rules);
    },
  },
  {
    method: 'PUT',
    path: /^\/limits$/,
    handle: ({ instance, body }) => {
      const { off, on, ...rest } = limits.parse(body);
      return did(instance.setLimits(given({ ...rest, on: off === true ? false : on })));
    },
  },
  {
    method: 'PUT',
    path: /^\/clock$/,
    handle: ({ instance, body }) => {
      instance.setClockOffset(clock.parse(body).offsetMs);
      return did({ now: instance.now() });
    },
  },
  {
    method: 'POST',
    path: /^\/tokens\/expire$/,
    handle: ({ instance, body }) => {
      instance.expireTokens(expire.parse(body ?? {}).clientId);
      return ok;
    },
  },
  {
    method: 'PUT',
    path: /^\/clients\/([^/]+)\/permissions$/,
    handle: (call) => {
      call.instance.setPermissions(call.args[0] ?? '', permissions.parse(call.body));
      return ok;
    },
  },
  { method: 'GET', path: /^\/switches$/, handle: ({ instance }) => did(instance.switches) },
  { method: 'PUT', path: /^\/switches$/, handle: ({ instance, body }) => did(instance.setSwitches(body)) },
  ...WEBHOOK_ROUTES,
];
