import { z } from 'zod';
import type { DescribedField } from '../model/field-map.ts';
import { check } from './envelope.ts';
import type { RestCall } from './rest.ts';
import type { CallContext, UsageToday } from './types.ts';

const described = z.array(
  z.object({ displayName: z.string().catch(''), rest: z.object({ name: z.string().min(1) }).nullish() }),
);
const described2 = z.array(
  z.object({ name: z.string().nullish(), searchableFields: z.array(z.array(z.string())).nullish() }),
);
const types = z.array(z.object({ id: z.int(), name: z.string() }));
const usage = z.array(z.object({ date: z.string(), total: z.number() }));

/** Fields without a `rest` object can't be used over REST (marketo-rest 4.2). */
export async function readDescribe(call: RestCall, context: CallContext): Promise<DescribedField[]> {
  const { result } = await call('describe', {}, context);
  return check(described, result, 'describe').flatMap(({ displayName, rest }) =>
    rest === null || rest === undefined ? [] : [{ restName: rest.name, displayName }],
  );
}

/** `searchableFields` lists sets of fields; a filter takes one field, so only sets of one count. */
export async function readSearchableFields(call: RestCall, context: CallContext): Promise<string[]> {
  const { result } = await call('describe2', {}, context);
  const sets = check(described2, result, 'describe2').flatMap(({ searchableFields }) => searchableFields ?? []);
  return [...new Set(sets.filter((set) => set.length === 1).flat())];
}

export async function readActivityTypes(call: RestCall, context: CallContext): Promise<{ id: number; name: string }[]> {
  const { result } = await call('activityTypes', {}, context);
  return check(types, result, 'activityTypes');
}

/** The last day listed is today by Marketo's own calendar (US Central). Null before the day's first call. */
export async function readUsage(call: RestCall, context: CallContext): Promise<UsageToday | null> {
  const { result } = await call('usage', {}, context);
  const last = check(usage, result, 'usage').at(-1);
  return last === undefined ? null : { day: last.date, total: last.total };
}
