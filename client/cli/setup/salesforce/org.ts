import { type Finding, fail, ok, warn } from '../../../../model/doctor/finding.ts';
import { EMAIL_OPT_OUT } from '../../../../model/settings.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';
import { count } from '../../lib/format.ts';
import { checkDeleted } from './deleted.ts';
import { checkOrganization } from './organization.ts';
import { checkLeadsAndContacts, checkUsers } from './people.ts';
import { checkContactRoles } from './roles.ts';
import { checkRollupFields, type RollupStanding } from './rollup-fields.ts';
import type { FieldStanding } from './standing.ts';
import { checkClosedStatus, checkTask } from './task.ts';

const SIGN_IN = 'salesforce.signIn';
const VERSION = 'salesforce.apiVersion';
/** From here on polls that are not urgent stop (salesforce-rest 4). */
const BUSY_SHARE = 0.8;

export interface OrgExamined {
  findings: Finding[];
  /** The optional fields of a Task; none where Task could not be read. */
  fields: FieldStanding[];
  /** Those of the records that Tasks hang on; none where they could not be read. */
  rollupFields: RollupStanding[];
}

/** Whether an org is as the sync needs it. Only reads; asks about twenty times. */
export async function examineOrg(
  client: SalesforceClient,
  { loginUrl, version, optOutField = EMAIL_OPT_OUT }: { loginUrl: string; version: string; optOutField?: string },
  context: SalesforceContext = {},
): Promise<OrgExamined> {
  const access = await check(SIGN_IN, async () => {
    const versions = await client.versions(context);
    return [ok(SIGN_IN, `${loginUrl} signs us in`), versionFinding(versions, version)];
  });
  if (access.some(({ status }) => status !== 'ok')) return { findings: access, fields: [], rollupFields: [] };
  const fields: FieldStanding[] = [];
  const rollupFields: RollupStanding[] = [];
  const parts = await Promise.all([
    checkTasks(client, context, (standing) => fields.push(standing)),
    checkClosedStatus(client, context),
    checkLeadsAndContacts(client, context, optOutField),
    checkUsers(client, context),
    checkContactRoles(client, context),
    checkOrganization(client, context),
    checkRollupFields(client, context, (standing) => rollupFields.push(standing)),
  ]);
  return { findings: [...access, ...parts.flat(), ...quotaFindings(client)], fields, rollupFields };
}

async function checkTasks(
  client: SalesforceClient,
  context: SalesforceContext,
  onField: (standing: FieldStanding) => void,
): Promise<Finding[]> {
  const findings = await checkTask(client, context, onField);
  const may = findings.some(({ id, status }) => id === 'salesforce.task.rights' && status === 'ok');
  return may ? [...findings, ...(await checkDeleted(client, context))] : findings;
}

function versionFinding(versions: readonly string[], version: string): Finding {
  const newest = versions.at(-1) ?? 'none';
  if (versions.includes(version)) return ok(VERSION, `${version}; the newest of the org is ${newest}`);
  return fail(
    VERSION,
    `the org does not have ${version}`,
    `SALESFORCE_API_VERSION is not one of ${versions[0] ?? 'none'} to ${newest}.`,
    'Leave SALESFORCE_API_VERSION out, or set one of these.',
  );
}

function quotaFindings(client: SalesforceClient): Finding[] {
  const usage = client.usage();
  if (usage === null) return [];
  const { used, limit } = usage;
  const message = `${count(used)} of ${count(limit)} calls of the last 24 hours used by all integrations`;
  if (used < limit * BUSY_SHARE) return [ok('salesforce.quota', message)];
  const fix = 'Find the integration that calls so much (Setup, API Usage), or buy calls.';
  return [warn('salesforce.quota', message, 'Most of what the org may call is used.', fix)];
}
