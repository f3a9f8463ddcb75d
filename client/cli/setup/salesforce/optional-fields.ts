import { type Finding, ok, warn } from '../../../../model/doctor/finding.ts';
import type { SalesforceObject } from '../../../../salesforce/index.ts';
import { type FieldKind, type FieldStanding, standingOf } from './standing.ts';

/** Custom fields on Activity that an admin may make (product.md 4.5), with the most that we have for them. */
const OPTIONAL: readonly (readonly [name: string, label: string, kind: FieldKind, length: number])[] = [
  ['mktosales_call_outcome__c', 'Call Outcomes', 'text', 50],
  ['mktosales_call_reason__c', 'Call Reasons', 'text', 50],
  ['MSE_Call_Local_Presence_ID__c', 'Marketo Sales Call Local Presence ID', 'text', 255],
  ['MSE_Call_Recording__c', 'Marketo Sales Call Recording URL', 'url', 255],
  ['MSE_Campaign__c', 'Marketo Sales Campaign', 'text', 255],
  ['MSE_Current_Campaign_Step__c', 'Marketo Sales Campaign Current Step', 'text', 255],
  ['MSE_Campaign_Details_Link__c', 'Marketo Sales Campaign URL', 'url', 255],
  ['MSE_Presentation_Viewed__c', 'Marketo Sales Email Attachment Viewed', 'checkbox', 0],
  ['MSE_Clicked__c', 'Marketo Sales Email Clicked', 'checkbox', 0],
  ['MSE_Replied__c', 'Marketo Sales Email Replied', 'checkbox', 0],
  ['MSE_Email_Status__c', 'Marketo Sales Email Status', 'text', 255],
  ['MSE_Template__c', 'Marketo Sales Email Template', 'text', 255],
  ['MSE_Template_Details__c', 'Marketo Sales Email Template URL', 'url', 255],
  ['MSE_Details__c', 'Marketo Sales Email URL', 'url', 255],
  ['MSE_Viewed__c', 'Marketo Sales Email Viewed', 'checkbox', 0],
];

export function optionalFields(task: SalesforceObject): FieldStanding[] {
  return OPTIONAL.map(([name, label, kind, length]) =>
    standingOf(task, { name, label, kind, length }, ({ isCreateable, isUpdateable }) => isCreateable && isUpdateable),
  );
}

const CHECK = 'salesforce.task.optionalFields';

/** One finding for all of them; a field that is there but useless weighs more than one that is not. */
export function optionalFinding(standings: readonly FieldStanding[]): Finding {
  const of = (...wanted: FieldStanding['standing'][]) =>
    standings.filter(({ standing }) => wanted.includes(standing)).map(({ name }) => name);
  const used = of('there', 'shorter').length;
  const total = `${used} of ${standings.length} are used`;
  const [otherType, readOnly, absent] = [of('otherType'), of('readOnly'), of('absent')];
  const parts = [
    ...named('of another type', otherType),
    ...named('read-only', readOnly),
    ...named('shorter than our texts', of('shorter')),
    ...named('absent', absent),
  ];
  if (used === standings.length) return ok(CHECK, [total, ...parts].join('; '));
  const cause =
    otherType.length > 0
      ? 'They were made with another type than our values have.'
      : readOnly.length > 0
        ? 'Field-level security gives the integration user no Edit access.'
        : 'They were never made on Activity, or field-level security hides them from the integration user.';
  const fix =
    'Nothing if you can do without. `actions-sync setup salesforce` lists each with its type: make it under Setup, ' +
    'Object Manager, Activity, Fields & Relationships, and give the integration user Read and Edit access.';
  return warn(CHECK, [total, ...parts].join('; '), cause, fix);
}

const named = (what: string, names: readonly string[]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]);
