import { z } from 'zod';
import { PANEL_GROUPS, PANEL_KINDS } from '../../model/panel/kinds.ts';
import { PANEL_MOST_WEEKS } from '../../model/panel/limits.ts';
import { marketoId, moment } from './common.ts';
import { several } from './input.ts';

/** What people did in the last 90 days (docs/panel.md). */
export const panel = z
  .object({
    people: z.array(
      z.object({
        id: z.number(),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        title: z.string().nullable(),
        company: z.string().nullable(),
      }),
    ),
    weeks: z
      .array(
        z.object({
          from: z.string().meta({ description: 'Its Monday, in the viewer’s time zone' }),
          entries: z.array(
            z.object({
              at: moment,
              week: z.string(),
              kind: z.enum(PANEL_KINDS),
              personId: z.number(),
              title: z.string().nullable(),
              details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
              source: z.enum(['actions', 'marketo']),
              isBot: z.boolean(),
            }),
          ),
        }),
      )
      .meta({ description: 'Newest first' }),
    rowsShown: z.number(),
    more: z.number().meta({ description: 'How many of the same time are not shown, because of panel.maxRows' }),
    asOf: z.object({ actions: moment, marketo: moment.nullable() }),
    missing: z
      .array(
        z.object({
          what: z.enum([...PANEL_GROUPS, 'people', 'accountLayer', 'opportunityRoles']),
          why: z.string().meta({ description: 'Key of docs/errors.md' }),
          peopleCount: z.number(),
          neverRead: z.number(),
          oldestAgeMs: z.number().nullable(),
        }),
      )
      .meta({ description: 'What is not shown, or older than it should be' }),
  })
  .meta({ id: 'Panel' });

const options = {
  kind: several(z.enum(PANEL_KINDS)).optional(),
  weeks: z.coerce.number().int().min(1).max(PANEL_MOST_WEEKS).optional(),
  timeZone: z.string().max(64).optional().meta({ description: 'Such as Europe/Berlin; UTC where it is left out' }),
};

export const panelQuery = z.strictObject(options);
/** Of a person who is a contact: everyone of the account, too. */
export const personPanelQuery = z.strictObject({ layer: z.literal('account').optional(), ...options });

const salesforceId = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$`), `must be a Salesforce id, ${prefix}…`);

export const panelOfPerson = z.object({ id: marketoId });
export const panelOfAccount = z.object({ id: salesforceId('001') });
export const panelOfOpportunity = z.object({ id: salesforceId('006') });

export type Panel = z.output<typeof panel>;
