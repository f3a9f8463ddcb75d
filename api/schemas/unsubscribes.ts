import { z } from 'zod';
import { moment, pageOf } from './common.ts';
import { bodyPaging } from './input.ts';
import { status } from './status.ts';

/** Of one request that writes. */
export const ADDRESSES_MAX = 1_000;
/** Salesforce is asked for each before a resubscribe. */
export const PREVIEW_MAX = 200;
/**
 * Ten of Marketo's calls: with the check's own patience (docs/check.md) 23 s at most, below the 30 s after which proxies
 * commonly give up.
 */
export const CHECK_MAX = 3_000;

/** Longer than any reason that a person writes. */
const reason = z.string().max(1_000);
/** Whatever is given as one: what is none is said in its result. */
const address = z.string().max(1_000);

/** An address that was opted out at some time. */
export const consent = z
  .object({
    address: z.string(),
    optedOut: z.boolean(),
    since: moment,
    source: z.string().meta({ description: 'manual, link, salesforce, bounce; of a resubscribe, who did it' }),
    reason: z.string().nullable(),
    history: z.array(
      z.object({
        at: moment,
        what: z.enum(['unsubscribed', 'resubscribed']),
        source: z.string(),
        by: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    ),
    revision: z.number(),
    told: z
      .object({ at: moment, records: z.number(), field: z.string(), revision: z.number() })
      .nullable()
      .meta({ description: 'What Salesforce was told last' }),
  })
  .meta({ id: 'Consent' });

/** By address. `all`: those that were resubscribed, too. `address`: that one alone, whatever has become of it. */
export const unsubscribesSearch = z.strictObject({
  ...bodyPaging,
  all: z.boolean().default(false),
  address: address.optional(),
});
export const unsubscribesPage = pageOf(consent);

export const unsubscribeRequest = z.strictObject({
  addresses: z
    .array(z.strictObject({ address, source: z.enum(['manual', 'link']).optional(), reason: reason.optional() }))
    .min(1)
    .max(ADDRESSES_MAX),
});
/** One result each, in order. */
export const unsubscribed = z.object({
  results: z.array(z.object({ address: z.string(), result: z.enum(['unsubscribed', 'known', 'notAnAddress']) })),
});

export const previewRequest = z.strictObject({ addresses: z.array(address).min(1).max(PREVIEW_MAX) });
/** What an admin must know before a resubscribe; one each, in order. */
export const resubscribePreviews = z.object({
  previews: z.array(
    z.object({
      address: z.string(),
      consent: consent.nullable(),
      records: z
        .array(z.object({ object: z.enum(['Lead', 'Contact']), id: z.string(), isOptedOut: z.boolean().nullable() }))
        .nullable()
        .meta({ description: 'Records in Salesforce that say opted out; null: it is not connected' }),
      comesBack: z.boolean().meta({ description: 'The nightly run sets it again' }),
    }),
  ),
});

export const resubscribeRequest = z.strictObject({
  addresses: z.array(address).min(1).max(ADDRESSES_MAX),
  reason,
});
export const resubscribed = z.object({
  results: z.array(
    z.object({ address: z.string(), result: z.enum(['resubscribed', 'notUnsubscribed', 'notAnAddress']) }),
  ),
});

/** `dryRun`: what it would change, and nothing is changed. */
export const compareRequest = z.strictObject({ dryRun: z.boolean().default(false) });
export const compared = z.object({
  started: z.boolean(),
  differences: z
    .object({ field: z.string(), toOptOut: z.number(), toTell: z.number(), records: z.number() })
    .nullable(),
});

export const unsubscribeStatus = status.shape.unsubscribes;

export const mayEmailRequest = z.strictObject({
  addresses: z.array(address).min(1).max(CHECK_MAX),
  commercial: z.boolean().default(true).meta({ description: 'false: not advertising; blocked domains alone count' }),
  timeoutMs: z.int().min(1).max(25_000).optional().meta({ description: 'How long Marketo is waited for' }),
});

const checkReason = z.enum([
  'ok',
  'invalidAddress',
  'blockedDomain',
  'unsubscribed',
  'unsubscribedInMarketo',
  'blackListed',
  'emailInvalid',
  'marketingSuspended',
  'unavailable',
]);

/** One answer per address, in order. */
export const mayEmailAnswer = z.object({
  answers: z.array(
    z.object({
      address: z.string(),
      mayEmail: z.boolean(),
      reason: checkReason,
      source: z.enum(['actions', 'marketo', 'setting']),
      since: moment.nullable(),
      askedAt: moment,
      ageMs: z.number(),
      error: z.string().nullable(),
      retryAt: moment.nullable(),
    }),
  ),
  summary: z.object({
    asked: z.number(),
    mayEmail: z.number(),
    counts: z.partialRecord(checkReason, z.number()),
  }),
});

export type Consent = z.output<typeof consent>;
export type Unsubscribed = z.output<typeof unsubscribed>;
export type ResubscribePreviews = z.output<typeof resubscribePreviews>;
export type Compared = z.output<typeof compared>;
export type UnsubscribeStatus = z.output<typeof unsubscribeStatus>;
export type MayEmailAnswer = z.output<typeof mayEmailAnswer>;
