import type { SalesforceSettings, TaskSettings, UnsubscribeSettings } from '../settings.ts';
import { type Finding, fail, ok } from './finding.ts';

export interface SalesforceUses {
  salesforce: SalesforceSettings;
  tasks: TaskSettings;
  unsubscribes: UnsubscribeSettings;
}

const ROLLUPS = {
  'salesforce.rollups.lead': 'rollupLead',
  'salesforce.rollups.contact': 'rollupContact',
  'salesforce.rollups.account': 'rollupAccount',
  'salesforce.rollups.opportunity': 'rollupOpportunity',
} as const satisfies Record<string, keyof SalesforceSettings>;

/** The settings that are on and write Tasks. */
export function taskWriters({ salesforce, tasks }: SalesforceUses): string[] {
  const all: [string, boolean][] = [
    ['tasks.sync', tasks.sync],
    ['salesforce.logEmails', salesforce.logEmails],
    ['salesforce.logReplies', salesforce.logReplies],
    ['salesforce.logCalls', salesforce.logCalls],
  ];
  return namesOf(all);
}

/** The roll-ups that are on. */
export function rollupsOn({ salesforce }: SalesforceUses): string[] {
  return namesOf(Object.entries(ROLLUPS).map(([name, member]) => [name, salesforce[member]]));
}

/** What is on without an org to write to. */
export function salesforceFinding(uses: SalesforceUses, isConnected: boolean): Finding {
  const nightly = uses.unsubscribes.nightly ? ['unsubscribes.nightly'] : [];
  const on = [...taskWriters(uses), ...rollupsOn(uses), ...nightly];
  if (isConnected) return ok('settings.salesforce', 'connected');
  if (on.length === 0) return ok('settings.salesforce', 'nothing that needs it is on');
  return fail(
    'settings.salesforce',
    `on, but Salesforce is not connected: ${on.join(', ')}`,
    'SALESFORCE_LOGIN_URL, SALESFORCE_CLIENT_ID and a secret or key are not all set.',
    `Connect Salesforce (docs/salesforce.md), or switch off: ${on.map((key) => `\`actions-sync settings unset ${key}\``).join(', ')}.`,
  );
}

function namesOf(all: readonly (readonly [name: string, isOn: boolean])[]): string[] {
  return all.flatMap(([name, isOn]) => (isOn ? [name] : []));
}
