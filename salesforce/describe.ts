import { z } from 'zod';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { check } from './answers.ts';
import type { Caller } from './caller.ts';
import { checkNames } from './names.ts';
import type { SalesforceContext, SalesforceField, SalesforceObject } from './types.ts';

const ENDPOINT = 'describe';
const KEPT_MS = 10 * 60_000;

const picklistValue = z.object({ value: z.string(), active: z.boolean().catch(true) });
const field = z.object({
  name: z.string(),
  type: z.string(),
  length: z.number().catch(0),
  createable: z.boolean(),
  updateable: z.boolean(),
  externalId: z.boolean().catch(false),
  unique: z.boolean().catch(false),
  picklistValues: z.array(picklistValue).nullish(),
});
const description = z.object({
  name: z.string(),
  queryable: z.boolean().catch(true),
  createable: z.boolean(),
  updateable: z.boolean(),
  fields: z.array(field),
});

export type Describe = (
  object: string,
  context: SalesforceContext,
  options?: { isFresh?: boolean },
) => Promise<SalesforceObject>;

/** Descriptions of objects, each kept for ten minutes. */
export function createDescribe(call: Caller, clock: Pick<Clock, 'now'>): Describe {
  const kept = new Map<string, { object: SalesforceObject; until: number }>();
  return async (name, context, { isFresh = false } = {}) => {
    checkNames(ENDPOINT, [name]);
    const known = kept.get(name.toLowerCase());
    if (known !== undefined && clock.now().getTime() < known.until && !isFresh) return known.object;
    const askedAt = clock.now().getTime();
    const object = await ask(call, name, context);
    kept.set(name.toLowerCase(), { object, until: askedAt + KEPT_MS });
    return object;
  };
}

async function ask(call: Caller, name: string, context: SalesforceContext): Promise<SalesforceObject> {
  try {
    const run = call({ endpoint: ENDPOINT, context, run: async (jsforce): Promise<unknown> => jsforce.describe(name) });
    return toObject(check(description, await run, ENDPOINT));
  } catch (error) {
    // An object that is hidden or doesn't exist: its path is not there.
    if (!isAppError(error) || error.key !== 'salesforce.NOT_FOUND') throw error;
    throw new AppError('salesforce.INVALID_TYPE', { details: { ...error.details, object: name } });
  }
}

function toObject({ name, queryable, createable, updateable, fields }: z.infer<typeof description>): SalesforceObject {
  return {
    name,
    isQueryable: queryable,
    isCreateable: createable,
    isUpdateable: updateable,
    fields: new Map(fields.map((one) => [one.name.toLowerCase(), toField(one)])),
  };
}

function toField({ picklistValues, ...one }: z.infer<typeof field>): SalesforceField {
  return {
    name: one.name,
    type: one.type,
    length: one.length,
    isCreateable: one.createable,
    isUpdateable: one.updateable,
    isExternalId: one.externalId,
    isUnique: one.unique,
    picklistValues: (picklistValues ?? []).filter(({ active }) => active).map(({ value }) => value),
  };
}
