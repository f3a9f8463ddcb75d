import { z } from 'zod';
import { EVIDENCE, PERSON_FIELDS, SEARCHED_STATES } from '../../model/person.ts';
import { salesforceUserId } from '../../model/salesforce-user.ts';
import { marketoId, moment, pageOf, paging } from './common.ts';

const id = z.number().meta({ description: 'Marketo ID' });
const value = z.string().nullable();
const evidence = z.enum(EVIDENCE);
const fieldValues = Object.fromEntries(PERSON_FIELDS.map((field) => [field, value])) as Record<
  (typeof PERSON_FIELDS)[number],
  typeof value
>;

/** The line of `people export`: state, the thirteen fields, owner; absent values are null. */
export const person = z
  .object({
    marketoId: id,
    state: z.string().nullable(),
    ...fieldValues,
    ownerId: value,
    asOf: z.number().nullable().meta({ description: 'Ticket of the read that it comes from: the higher, the newer' }),
    syncedAt: moment.nullable(),
  })
  .meta({ id: 'Person' });

/** Every member narrows; without any: everyone of the state. In the order of their Marketo IDs. */
export const peopleSearch = z.strictObject({
  ...paging.shape,
  email: z.string().trim().min(1).max(320).optional().meta({ description: 'The whole address, in any case' }),
  text: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Beginning of first or last name, of both (`ada love`), of company or address, in any case' }),
  ownerId: z
    .string()
    .max(18)
    .refine((text) => salesforceUserId(text) !== null, 'must be the id of a Salesforce user, 005…')
    .optional(),
  state: z.enum(SEARCHED_STATES).default('qualified'),
});
export const peoplePage = pageOf(person);

/** One person, and what is known around it. */
export const personPage = z
  .object({
    person,
    evidence: evidence.nullable().meta({ description: 'What led to the last read' }),
    because: z.string().nullable().meta({ description: 'The same in words: read because …' }),
    leftAt: moment.nullable().meta({ description: 'Since when not in the visible set' }),
    firstSeen: z.object({ asOf: z.number(), at: moment, evidence }).nullable(),
    owner: z
      .object({ ownerId: z.string(), email: z.string(), timeZone: z.string().nullable() })
      .nullable()
      .meta({ description: 'The seller who owns the person; null where no seller has this Salesforce user' }),
    alias: z
      .object({
        winner: id,
        chain: z.array(z.object({ marketoId: id, state: z.string().nullable() })),
        circle: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Merged: the winner, whom that one was merged into, and so on' }),
    links: z
      .array(
        z.object({
          system: z.literal('salesforce'),
          object: z.enum(['Lead', 'Contact', 'Account', 'Opportunity', 'User']),
          id: z.string(),
        }),
      )
      .meta({ description: 'Records elsewhere' }),
    suspects: z.array(
      z.object({ kind: z.enum(['suspect', 'held']), hint: z.string(), since: moment, until: moment, nextAt: moment }),
    ),
    erased: z.object({ at: moment, by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'PersonPage' });

/** Why a person is here or not, from stored evidence. */
export const explanation = z
  .object({
    marketoId: id,
    here: z.boolean().meta({ description: 'In the visible set' }),
    because: z.string().meta({ description: 'A word for programs: the state, or why there is none' }),
    sentences: z.array(z.string()),
    next: z.string().nullable().meta({ description: 'A command to run next' }),
  })
  .meta({ id: 'Explanation' });

/** One change of one field. */
export const personChange = z
  .object({
    at: moment,
    asOf: z.number(),
    evidence,
    because: z.string(),
    field: z.string(),
    old: value,
    new: value,
  })
  .meta({ id: 'PersonChange' });

/** The latest first. */
export const historyPage = pageOf(personChange);

const RESYNC_MOST = 3_000;
export const resyncRequest = z.strictObject({ ids: z.array(marketoId).min(1).max(RESYNC_MOST) });

/** Numbers of people that were read again. */
export const reread = z
  .object({
    asked: z.number(),
    read: z.number().meta({ description: 'Returned by Marketo' }),
    written: z.number(),
    qualified: z.number(),
    joined: z.number().meta({ description: 'Visible now, and not before' }),
    left: z.number().meta({ description: 'Visible before, and not now' }),
    held: z.number().meta({ description: 'Would have left, but the brake holds them' }),
    suspects: z.number().meta({ description: 'Asked for and not returned: asked again before anything is concluded' }),
  })
  .meta({ id: 'Reread' });

const erasedCounts = z.object({
  people: z.number(),
  history: z.number(),
  activities: z.number(),
  branches: z.number().meta({ description: 'Sales activities that are not sent any more' }),
  tasks: z.number(),
  panels: z.number(),
  suspects: z.number(),
  optOuts: z.number().meta({ description: 'Unsubscribed addresses, kept as fingerprints' }),
});

/** What an erasure would take away, in documents. */
export const erasurePreview = z
  .object({
    ids: z.array(id).meta({ description: 'The person, and whoever was merged with it' }),
    erased: z.array(id).meta({ description: 'Those of them that were erased before' }),
    counts: erasedCounts,
  })
  .meta({ id: 'ErasurePreview' });

/** `reason` goes to the audit log and stays: nothing personal, no address. */
export const erasureRequest = z.strictObject({ reason: z.string().max(200) });
export const erasureResult = z.object({ ids: z.array(id), removed: erasedCounts }).meta({ id: 'ErasureResult' });

/** Somebody whom the brake keeps from leaving. */
export const heldPerson = z
  .object({
    marketoId: id,
    hint: z.enum(['deletion', 'merge', 'absence', 'none']).meta({ description: 'What says that the person is gone' }),
    winner: id.nullable(),
    since: moment,
    person: person.nullable(),
  })
  .meta({ id: 'HeldPerson' });
export const heldPage = pageOf(heldPerson).extend({
  total: z.number().meta({ description: 'Held altogether: `approve` reads them all again' }),
});

export type Person = z.output<typeof person>;
export type PersonPage = z.output<typeof personPage>;
export type Explanation = z.output<typeof explanation>;
export type PersonChange = z.output<typeof personChange>;
export type Reread = z.output<typeof reread>;
export type ErasurePreview = z.output<typeof erasurePreview>;
export type ErasureResult = z.output<typeof erasureResult>;
export type HeldPage = z.output<typeof heldPage>;
