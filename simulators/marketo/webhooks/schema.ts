import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What happens to calls on their way, by chance; the seed decides. */
const faults = z.strictObject({
  /** Each call leaves so much later, between the two: with a wide range they come out of order. */
  delayMs: z.tuple([z.int().nonnegative(), z.int().nonnegative()]).default([0, 0]),
  /** Marketo takes it for sent, nobody gets it. */
  lost: share.default(0),
  /** It comes twice. */
  doubled: share.default(0),
});

/** What a smart list's triggers listen to. */
export const TRIGGERS = ['created', 'dataValueChanges', 'ownerChanges'] as const;
export type Trigger = (typeof TRIGGERS)[number];

const schema = z
  .strictObject({
    name: z.string().min(1).default('Webhook'),
    url: z.string().min(1),
    method: z.enum(['POST', 'GET']).default('POST'),
    /** Set Custom Header; they may hold tokens, as the address and the template may. */
    headers: z.record(z.string(), z.string()).default({}),
    template: z.string().default('{"id": {{lead.Id}}}'),
    /** Request Token Encoding. */
    encoding: z.enum(['json', 'form', 'none']).default('json'),
    /** The campaign whose flow has the step: `changes` a trigger campaign, `batch` one that may not call (W2). */
    on: z.enum(['changes', 'batch']).default('changes'),
    triggers: z
      .array(z.enum(TRIGGERS))
      .min(1)
      .default([...TRIGGERS]),
    /** REST names of the fields whose change is listened to; absent: of all. */
    fields: z.array(z.string()).optional(),
    faults: faults.prefault({}),
  })
  .refine(({ faults: { delayMs } }) => delayMs[0] <= delayMs[1], {
    message: 'delayMs must not fall',
    path: ['faults'],
  });

/** A webhook with the campaign that calls it, defaults filled in. */
export type Webhook = z.output<typeof schema>;
/** The same as it is given. */
export type WebhookOption = z.input<typeof schema>;

/** Throws a ZodError that names the member. */
export function readWebhook(given: unknown): Webhook {
  return schema.parse(given);
}
