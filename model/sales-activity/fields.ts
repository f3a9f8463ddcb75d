import { z } from 'zod';
import { SALES_ACTIVITY_ID } from './id.ts';

/** Error of a field that is absent or of another type; checks after it have messages of their own. */
export const otherwise = (reason: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : reason),
});

/** Counted in characters (code points), as JSON Schema does. */
const limited = (schema: z.ZodString, max: number, description: string) =>
  schema
    .refine((value) => Array.from(value).length <= max, `must not be longer than ${max} characters`)
    .meta({ maxLength: max, description });

export const text = (max: number, description: string) =>
  limited(
    z
      .string(otherwise('must be text'))
      .min(1, 'must not be empty; leave it out where there is none')
      .refine((value) => !value.includes('\0'), 'must not hold a NUL character'),
    max,
    description,
  );

/** Patterns have no flags: JSON Schema knows none. */
const url = (description: string) =>
  limited(
    z
      .string(otherwise('must be text'))
      .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\/\S+$/, 'must be an address that begins with http:// or https://'),
    2_048,
    description,
  );

/** Loose on purpose: what is a valid address was decided by whoever sent mail there. */
const address = (description: string) =>
  limited(
    z.string(otherwise('must be text')).regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address'),
    254,
    description,
  );

export const whole = (min: number, max: number, description: string) =>
  z
    .int(otherwise('must be a whole number'))
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .meta({ description });

export const identifier = (description: string) =>
  z
    .string(otherwise('must be text'))
    .regex(SALES_ACTIVITY_ID, 'must be 1 to 64 of A-Z a-z 0-9 . _ : -')
    .meta({ description });

/** Members of every line (design section 4). */
export const common = {
  id: identifier('The caller’s own id; the same id again is the same activity'),
  personId: whole(1, Number.MAX_SAFE_INTEGER, 'Marketo ID of the person'),
  occurredAt: z.iso
    .datetime({ offset: true, ...otherwise('must be a time with zone, such as 2026-11-27T10:00:00+01:00') })
    .meta({ description: 'When it happened: ISO 8601 with zone' }),
  seller: address('E-mail address of the seller'),
};

/**
 * The attributes of product.md 3.3, by the glossary’s names in camelCase without a leading “Sales”, each as long as the
 * stricter vendor’s field or longer (the senders cut); then those that only a Salesforce Task has (product.md 4.3 – 4.5).
 */
export const attributes = {
  sentBy: address('Sent By; the seller where it is left out'),
  receivedBy: address('Received By: the mailbox that got the reply; the seller where it is left out'),
  source: text(255, 'Source; “Sales App” where it is left out'),
  templateId: text(255, 'Template ID'),
  templateName: text(255, 'Sales Template Name'),
  templateUrl: url('Sales Template URL'),
  campaignName: text(255, 'Sales Campaign Name'),
  campaignUrl: url('Sales Campaign URL'),
  campaignId: text(255, 'Sales Campaign ID'),
  emailSubject: text(998, 'Email Subject'),
  link: url('Link: the URL clicked'),
  details: text(4_000, 'Details: the bounce message'),
  email: address('Email: the address that bounced'),
  callMadeBy: address('Sales Call Made By; the seller where it is left out'),
  callStatus: z
    .enum(
      ['completed', 'no answer', 'cancelled', 'failed'],
      otherwise('must be one of completed, no answer, cancelled, failed'),
    )
    .meta({ description: 'Sales Call Status' }),
  callSubject: text(255, 'Sales Call Subject: the call outcome that the seller chose'),
  phoneNumberCalled: text(64, 'Sales Phone Number Called'),
  callDurationSeconds: whole(0, 99_999_999, 'Sales Call Duration, in seconds'),
  callRecordingUrl: url('Sales Call Recording URL'),
  callAnsweredBy: text(255, 'Sales Call Answered By: a name'),
  marketoSalesPersonId: text(255, 'Marketo Sales Person ID: the person’s id in the sales app'),

  emailText: text(32_000, 'Plain text of the e-mail; Salesforce only'),
  emailUrl: url('Opens the e-mail in the sales app; Salesforce only'),
  campaignDay: whole(1, 10_000, 'Day within the campaign; Salesforce only'),
  campaignStep: whole(1, 10_000, 'Step within that day; Salesforce only'),
  campaignStepName: text(255, 'Name of the campaign’s step; Salesforce only'),
  callReason: text(255, 'Call reason that the seller chose; Salesforce only'),
  callNotes: text(32_000, 'Notes of the call; Salesforce only'),
  localPresenceId: text(255, 'Local number shown to the person called; Salesforce only'),
  opportunityId: z
    .string(otherwise('must be text'))
    .regex(/^006(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/, 'must be the Salesforce id of an opportunity (006…)')
    .meta({ description: 'Opportunity that it was started from; Salesforce only' }),
};

/** The send that an open, click, reply or bounce belongs to. */
export const emailId = identifier(
  'Id of the emailSent that it belongs to; without it Salesforce can’t be told',
).optional();
