import { z } from 'zod';
import { DATA_TYPES } from '../custom/type.ts';
import type { Call } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';

const primarySchema = z.looseObject({
  apiName: z.string().min(1),
  name: z.string().min(1),
  description: z.string().optional(),
  dataType: z.enum(DATA_TYPES).default('string'),
});
export const createSchema = z.looseObject({
  apiName: z.string().min(1),
  name: z.string().min(1),
  description: z.string().optional(),
  triggerName: z.string().min(1),
  filterName: z.string().min(1),
  primaryAttribute: primarySchema,
});
export const updateSchema = createSchema.partial();
export const newAttribute = z.looseObject({
  apiName: z.string().min(1),
  name: z.string().min(1),
  description: z.string().optional(),
  dataType: z.enum(DATA_TYPES),
  isPrimary: z.boolean().default(false),
});
export const changedAttribute = z.looseObject({
  apiName: z.string().min(1),
  name: z.string().min(1).optional(),
  description: z.string().optional(),
  dataType: z.enum(DATA_TYPES).optional(),
  isPrimary: z.boolean().optional(),
});
export const named = z.looseObject({ apiName: z.string().min(1) });

/** The body of a call about several attributes. */
export const attributesOf = <T extends z.ZodType>(one: T) => z.looseObject({ attributes: z.array(one).min(1) });

/** The JSON body in its shape; a missing member is a 1002, a wrong value a 1003. */
export function bodyOf<T>({ body, instance }: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const member = path.join('.');
  const value = path.reduce<unknown>((inside, key) => Object(inside)[key], body);
  if (value === undefined || value === '')
    throw new ApiError(instance.state.switches.missingParameterCode, `${member} cannot be blank`);
  throw new ApiError('1003', `Invalid value for field '${member}'`);
}
