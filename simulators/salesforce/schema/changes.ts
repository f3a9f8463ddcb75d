import { z } from 'zod';

const TYPES = ['string', 'email', 'phone', 'url', 'picklist', 'boolean', 'int', 'double', 'date', 'datetime'] as const;

/** A custom field as an admin makes it. */
export const customField = z.strictObject({
  name: z.string(),
  type: z.enum(TYPES).default('string'),
  label: z.string().optional(),
  length: z.int().positive().max(255).optional(),
  externalId: z.boolean().optional(),
  unique: z.boolean().optional(),
  caseSensitive: z.boolean().optional(),
  picklist: z.array(z.string()).optional(),
  restrictedPicklist: z.boolean().optional(),
});
export type CustomField = z.output<typeof customField>;

/** A rule that refuses records: the field's value (as text, empty for none) matches the pattern. */
const validationRule = z.strictObject({ field: z.string(), pattern: z.string(), message: z.string() });
export type ValidationRule = z.output<typeof validationRule>;

/** Automation that edits a record right after its save. */
const flow = z.strictObject({
  on: z.enum(['create', 'update', 'save']).default('save'),
  set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Flow = z.output<typeof flow>;

const level = z.enum(['full', 'readOnly', 'hidden']);
/** An object may also be one that a user must not create, edit or delete, and may do all else with. */
const objectLevel = z.enum([...level.options, 'noCreate', 'noEdit', 'noDelete']);
/** How much of a field, object or record a user may see and change; the last three are an object's. */
export type AccessLevel = z.output<typeof objectLevel>;

const object = z.string();
const picklistValue = z.strictObject({
  value: z.string(),
  label: z.string().optional(),
  active: z.boolean().default(true),
  defaultValue: z.boolean().default(false),
});

/** Everything an admin may change about an org beside its records. */
export const schemaChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('field'), object, field: customField }),
  z.strictObject({ kind: z.literal('dropField'), object, field: z.string() }),
  z.strictObject({ kind: z.literal('picklist'), object, field: z.string(), values: z.array(picklistValue) }),
  z.strictObject({ kind: z.literal('required'), object, field: z.string(), required: z.boolean() }),
  z.strictObject({ kind: z.literal('rules'), object, rules: z.array(validationRule) }),
  z.strictObject({ kind: z.literal('flows'), object, flows: z.array(flow) }),
  z.strictObject({
    kind: z.literal('access'),
    /** A user's id; everybody who has no level of their own when absent. */
    user: z.string().optional(),
    /** By `Object.Field`. */
    fields: z.record(z.string(), level).optional(),
    objects: z.record(z.string(), objectLevel).optional(),
    /** By record id. */
    records: z.record(z.string(), level).optional(),
  }),
]);
export type SchemaChange = z.output<typeof schemaChange>;
