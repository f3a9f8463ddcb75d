import { z } from 'zod';
import type { MarketoId } from '../ids.ts';
import { attributes, common, emailId } from './fields.ts';
import type { SalesActivityId } from './id.ts';
import type { SalesActivityKind } from './kinds.ts';

const optional = z.object(attributes).partial().shape;
const { sentBy, receivedBy, source, marketoSalesPersonId, opportunityId } = optional;
const { templateId, templateName, templateUrl } = optional;
const { campaignName, campaignUrl, campaignId, campaignDay, campaignStep, campaignStepName } = optional;
const { emailSubject, emailText, emailUrl, details } = optional;
const { callMadeBy, callStatus, phoneNumberCalled, callDurationSeconds, callRecordingUrl, callAnsweredBy } = optional;
const { callReason, callNotes, localPresenceId } = optional;
/** What Marketo takes as the type’s primary attribute (design section 5) can’t be left out. */
const { emailSubject: subject, link, email, callSubject, campaignName: campaign } = attributes;

const template = { templateId, templateName, templateUrl };
const place = { campaignDay, campaignStep, campaignStepName };
const salesEmail = { ...common, sentBy, source, ...template, campaignName, campaignUrl, marketoSalesPersonId };
const membership = { ...common, sentBy, source, campaignName: campaign, campaignUrl, campaignId, callStatus };

const kinds = {
  emailSent: z.strictObject({
    type: z.literal('emailSent'),
    ...salesEmail,
    emailSubject: subject,
    emailText,
    emailUrl,
    opportunityId,
    ...place,
  }),
  emailOpened: z.strictObject({ type: z.literal('emailOpened'), ...salesEmail, emailSubject: subject, emailId }),
  emailClicked: z.strictObject({ type: z.literal('emailClicked'), ...salesEmail, emailSubject, link, emailId }),
  emailReplied: z.strictObject({
    type: z.literal('emailReplied'),
    ...common,
    receivedBy,
    source,
    marketoSalesPersonId,
    emailId,
    emailSubject,
    emailText,
    emailUrl,
    opportunityId,
  }),
  emailBounced: z.strictObject({
    type: z.literal('emailBounced'),
    ...common,
    sentBy,
    templateId,
    marketoSalesPersonId,
    emailId,
    email,
    details,
  }),
  callReceived: z.strictObject({
    type: z.literal('callReceived'),
    ...common,
    source,
    campaignName,
    campaignUrl,
    marketoSalesPersonId,
    callMadeBy,
    callStatus,
    callSubject,
    phoneNumberCalled,
    callDurationSeconds,
    callRecordingUrl,
    callAnsweredBy,
    callReason,
    callNotes,
    localPresenceId,
    opportunityId,
    ...place,
  }),
  campaignAdded: z.strictObject({ type: z.literal('campaignAdded'), ...membership }),
  campaignRemoved: z.strictObject({ type: z.literal('campaignRemoved'), ...membership }),
} satisfies Record<SalesActivityKind, z.ZodType>;

/** The format of one line of `activities log` (design section 4); members that it doesn’t know are refused. */
export const salesActivityLine = z.discriminatedUnion('type', [
  kinds.emailSent,
  kinds.emailOpened,
  kinds.emailClicked,
  kinds.emailReplied,
  kinds.emailBounced,
  kinds.callReceived,
  kinds.campaignAdded,
  kinds.campaignRemoved,
]);

/** A sales activity as a caller gives it: docs/sales-activities.md, docs/sales-activity.schema.json. */
export type SalesActivityLine = z.output<typeof salesActivityLine>;

type Checked<Line> = Line extends SalesActivityLine
  ? Omit<Line, 'id' | 'emailId' | 'personId' | 'occurredAt'> & {
      id: SalesActivityId;
      personId: MarketoId;
      occurredAt: Date;
    } & (Line extends { emailId?: unknown } ? { emailId?: SalesActivityId } : unknown)
  : never;

/** A line that fits, by its kind. What the caller left out is left out. */
export type SalesActivity = Checked<SalesActivityLine>;
