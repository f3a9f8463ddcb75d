import type { MarketoClient } from '../../../marketo/index.ts';
import type { CheckId } from '../../../model/doctor/checks.ts';
import { type Finding, isPassed, skipped } from '../../../model/doctor/finding.ts';
import type { Environment } from '../../../model/env.ts';
import type { SalesforceClient } from '../../../salesforce/index.ts';
import type { Store } from '../../../store/types.ts';
import { limitsOf, openStoreOf } from '../lib/session.ts';
import { checkEnvironment } from './environment.ts';
import { check } from './finding.ts';
import { openDoctorsMarketo } from './marketo/client.ts';
import { checkMarketo } from './marketo/index.ts';
import { checkMongo } from './mongodb.ts';
import { sampleOwners } from './owners-sample.ts';
import { checkSalesforce, openDoctorsSalesforce, type SalesforceExamined } from './salesforce.ts';
import { complete } from './select.ts';
import { checkSettings } from './settings.ts';

type Section = 'environment' | 'mongodb' | 'temporal' | 'marketo' | 'salesforce' | 'sample' | 'settings';

/** What else a section looks at: its own findings follow from those. */
const ALSO: Partial<Record<Section, readonly Section[]>> = {
  sample: ['marketo', 'salesforce'],
  settings: ['salesforce'],
};

/** What the checks are made with; null: not there, and a finding says why. */
interface Opened {
  env: Environment;
  store: Store | null;
  marketo: MarketoClient | null;
  salesforce: SalesforceClient | null;
}

/** Makes the checks that are wanted, and what they need; one finding at least for each, in the order of the table. */
export async function examine(wanted: ReadonlySet<CheckId>, given: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { env, findings } = checkEnvironment(given);
  const opened: Opened = { env, store: null, marketo: null, salesforce: null };
  try {
    findings.push(...(await open(opened)));
    findings.push(...(await checkSections(opened, sectionsOf(wanted))));
    return complete(findings, wanted);
  } finally {
    const parts = [opened.marketo, opened.salesforce, opened.store];
    await Promise.allSettled(parts.map(async (part) => part?.close()));
  }
}

function sectionsOf(wanted: ReadonlySet<CheckId>): ReadonlySet<string> {
  const named = [...wanted].map((id) => id.replace(/\..*$/, ''));
  return new Set([...named, ...Object.entries(ALSO).flatMap(([name, also]) => (named.includes(name) ? also : []))]);
}

async function open(opened: Opened): Promise<Finding[]> {
  const { env } = opened;
  const store = await check('mongodb.reachable', async () => {
    // The environment's findings name a missing address.
    if (env.MONGODB_URI === undefined) return skipped('mongodb.reachable', 'MONGODB_URI is not set or can’t be used');
    opened.store = await openStoreOf(env);
    return [];
  });
  const marketo = await check('marketo.credentials', async () => {
    opened.marketo = await openDoctorsMarketo(env, opened.store?.quota.ledger(limitsOf(env)) ?? null);
    return [];
  });
  const salesforce = await check('salesforce.signIn', async () => {
    opened.salesforce = await openDoctorsSalesforce(env);
    return [];
  });
  return [...store, ...marketo, ...salesforce];
}

async function checkSections(opened: Opened, sections: ReadonlySet<string>): Promise<Finding[]> {
  const { env, store } = opened;
  const wants = (section: Section) => sections.has(section);
  const [mongo, temporal, marketo, salesforce] = await Promise.all([
    wants('mongodb') && store !== null ? checkMongo(env, store) : [],
    wants('temporal') ? temporalFindings(env) : [],
    wants('marketo') ? checkMarketo(opened.marketo, env, store) : [],
    wants('salesforce') ? checkSalesforce(opened.salesforce, env, store) : NOTHING,
  ]);
  const made = [...mongo, ...temporal, ...marketo, ...salesforce.findings];
  const [sample, settings] = await Promise.all([
    wants('sample') ? sampleFindings(opened, made) : [],
    wants('settings') && store !== null ? checkSettings(store, opened.salesforce !== null, salesforce) : [],
  ]);
  return [...made, ...sample, ...settings];
}

const NOTHING: SalesforceExamined = { findings: [], rollupFields: [] };

async function temporalFindings(env: Environment): Promise<Finding[]> {
  // Loaded late: Temporal's client takes as long to load as all the rest.
  const { checkTemporal } = await import('./temporal.ts');
  return checkTemporal(env);
}

/** What has to go well before Marketo and Salesforce are compared. */
const SAMPLE_NEEDS: readonly CheckId[] = [
  'marketo.ownerField',
  'marketo.searchById',
  'salesforce.lead.read',
  'salesforce.contact.read',
];

async function sampleFindings({ env, marketo, salesforce }: Opened, made: readonly Finding[]): Promise<Finding[]> {
  const id = 'sample.owners';
  if (salesforce === null || marketo === null) return [];
  const lacking = SAMPLE_NEEDS.find((need) => !made.some((one) => one.id === need && isPassed(one)));
  if (lacking !== undefined) return [skipped(id, `needs ${lacking}, which failed`)];
  if (made.some((one) => one.id === 'marketo.quota' && one.status !== 'ok'))
    return [skipped(id, 'Marketo’s calls of today are short')];
  return sampleOwners({ env, marketo, salesforce });
}
