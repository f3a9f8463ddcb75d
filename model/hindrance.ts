import type { ErrorKey } from './errors/registry.ts';

/** Why a way of reading everyone is not open here, and what to do about it. */
export const HINDRANCES = {
  crmNotConnected: {
    because: 'Salesforce is not connected',
    fix: 'Connect Salesforce (docs/salesforce.md), or choose another strategy; this one takes ids from there.',
  },
  crmFailed: {
    because: 'Salesforce did not tell its owned records',
    fix: 'Run `actions-sync doctor`, or choose another strategy.',
  },
  crmOtherOwner: {
    because: 'the owner is taken from a field that Salesforce does not fill',
    fix: 'Choose another strategy, or unset MARKETO_FIELD_OWNER.',
  },
  crmNotSearchable: {
    because: 'Marketo can’t search people by their Salesforce ids',
    fix: 'Choose another strategy; Marketo offers this search where its own Salesforce sync is on.',
  },
  listOff: {
    because: 'no smart list is named',
    fix: 'Name the list that holds everybody with --smart-list.',
  },
  listNotSupported: {
    because: 'the subscription can’t export smart lists',
    fix: 'Use --no-smart-list for exports by time; Marketo’s support can switch the filter on.',
  },
  listMissing: {
    because: 'Marketo has no smart list of this name',
    fix: 'Name the list that holds everybody with --smart-list, or use --no-smart-list for exports by time.',
  },
  listNotTried: {
    because: 'today’s export volume is used up, so Marketo did not say whether it has the list',
    fix: 'Try again after midnight US Central.',
  },
  listRefused: {
    because: 'Marketo refused the smart list',
    fix: 'Name another list with --smart-list, or use --no-smart-list for exports by time.',
  },
} as const satisfies Record<string, { because: string; fix: string }>;

export type Hindrance = keyof typeof HINDRANCES;

export interface Unavailable {
  hindrance: Hindrance;
  /** What the vendor answered, where that was it. */
  key: ErrorKey | null;
}

/** Those that don't say by themselves what was answered. */
const WITH_KEY: ReadonlySet<Hindrance> = new Set(['listRefused', 'crmFailed']);

export function because({ hindrance, key }: Unavailable): string {
  const said = HINDRANCES[hindrance].because;
  return key !== null && WITH_KEY.has(hindrance) ? `${said} (${key})` : said;
}
