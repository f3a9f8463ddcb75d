import { z } from 'zod';
import { AppError } from '../../model/errors/app-error.ts';
import { isMarketoId, type MarketoId } from '../../model/ids.ts';
import { isPanelKind, PANEL_KINDS, type PanelKind } from '../../model/panel/kinds.ts';
import { PANEL_MOST_WEEKS } from '../../model/panel/limits.ts';
import { isSalesforceId } from '../../model/salesforce-id.ts';
import { isTimeZone } from '../../model/time-zone.ts';
import type { PanelOptions, PanelTarget } from './types.ts';

const marketoId = z.custom<MarketoId>(isMarketoId);
const salesforceId = (prefix: string) => z.string().refine((id) => isSalesforceId(id, prefix));

const targets = z.union([
  z.strictObject({ person: marketoId }),
  z.strictObject({ people: z.array(marketoId).min(1) }),
  z.strictObject({ account: salesforceId('001') }),
  z.strictObject({ opportunity: salesforceId('006') }),
]);

const options = z.object({
  layer: z.literal('account').optional(),
  kinds: z
    .array(z.custom<PanelKind>((kind) => typeof kind === 'string' && isPanelKind(kind)))
    .min(1)
    .default([...PANEL_KINDS]),
  weeks: z.int().min(1).max(PANEL_MOST_WEEKS).default(PANEL_MOST_WEEKS),
  timeZone: z.string().refine(isTimeZone).default('UTC'),
});

/** What each option must be, in words. */
const RULES: Record<string, string> = {
  layer: 'layer must be account',
  kinds: `kinds must be some of ${PANEL_KINDS.join(', ')}`,
  weeks: `weeks must be a whole number from 1 to ${PANEL_MOST_WEEKS}`,
  timeZone: 'timeZone must be an IANA name such as Europe/Berlin',
};

export type CheckedTarget = z.output<typeof targets>;
export type CheckedOptions = z.output<typeof options>;

/** @throws AppError `panel.badRequest` */
export function checkRequest(target: PanelTarget, given: PanelOptions): CheckedOptions & { target: CheckedTarget } {
  const whose = targets.safeParse(target);
  if (!whose.success) throw badRequest(targetProblem(target));
  const how = options.safeParse(given);
  if (how.success) return { ...how.data, target: whose.data };
  throw badRequest(RULES[String(how.error.issues[0]?.path[0])] ?? 'an option is not known');
}

function targetProblem(target: PanelTarget): string {
  if ('account' in target) return 'account must be the Salesforce id of an account: 15 or 18 characters, 001…';
  if ('opportunity' in target)
    return 'opportunity must be the Salesforce id of an opportunity: 15 or 18 characters, 006…';
  return 'a person must be a Marketo ID, a whole number above 0; of people there must be one';
}

function badRequest(problem: string): AppError {
  return new AppError('panel.badRequest', { details: { problem } });
}
