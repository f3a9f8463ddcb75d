import type { MarketoClient } from '../../../marketo/index.ts';
import { fieldOverrides } from '../../../model/doctor/fields.ts';
import { type Finding, ok, skipped, warn } from '../../../model/doctor/finding.ts';
import type { Environment } from '../../../model/env.ts';
import { type FieldMap, resolveFieldMap } from '../../../model/field-map.ts';
import type { SalesforceClient } from '../../../salesforce/index.ts';
import { check } from './finding.ts';
import { CONTEXT } from './marketo/context.ts';

const ID = 'sample.owners';
const SIZE = 200;
/** A sync that runs every few minutes is never whole; what is missing beyond this share is no delay. */
const ALLOWED = 0.05;
/** Salesforce ids agree in their first 15 characters, whatever form they have. */
const ID_CHARACTERS = 15;

/** What is asked of Salesforce: owned for a day at least, so that Marketo's sync has had its time. */
const KINDS = {
  contacts: {
    soql: 'SELECT Id, OwnerId FROM Contact WHERE OwnerId != null AND CreatedDate < YESTERDAY',
    field: 'salesforceContactId',
  },
  leads: {
    soql: "SELECT Id, OwnerId FROM Lead WHERE Owner.Type = 'User' AND IsConverted = false AND CreatedDate < YESTERDAY",
    field: 'salesforceLeadId',
  },
} as const;

type Kind = keyof typeof KINDS;

interface Counts {
  /** Records of Salesforce that were looked for. */
  asked: number;
  /** Of these, those that Marketo has a person for. */
  known: number;
  withOwner: number;
  sameOwner: number;
}

interface Sampled {
  salesforce: Pick<SalesforceClient, 'query'>;
  marketo: Pick<MarketoClient, 'describeLeads' | 'searchableFields' | 'leadsByFilter'>;
  env: Environment;
}

/**
 * Whether Marketo shows the owners that Salesforce has: the people sync takes them from Marketo. Two queries of Salesforce
 * and at most four calls of Marketo; tells counts, no names.
 */
export async function sampleOwners(sampled: Sampled): Promise<Finding[]> {
  return check(ID, async () => {
    const { marketo, env } = sampled;
    const described = await marketo.describeLeads(CONTEXT);
    const map = resolveFieldMap(described, fieldOverrides(env));
    if (map.ownerKind !== 'salesforceUser')
      return skipped(ID, 'the owner is taken from a field that Salesforce does not fill (MARKETO_FIELD_OWNER)');
    const searchable = new Set((await marketo.searchableFields(CONTEXT)).map((name) => name.toLowerCase()));
    const kinds: Kind[] = ['contacts', 'leads'];
    const counts = await Promise.all(
      kinds.map(async (kind) => ({ kind, counts: await countsOf(kind, sampled, map, searchable) })),
    );
    return counts.map(({ kind, counts: found }) => findingOfCounts(kind, found));
  });
}

/** Null: Marketo can't be asked by this id. */
async function countsOf(
  kind: Kind,
  { salesforce, marketo }: Sampled,
  map: FieldMap,
  searchable: ReadonlySet<string>,
): Promise<Counts | null> {
  const { soql, field } = KINDS[kind];
  const name = map.fields[field];
  if (name === null || !searchable.has(name.toLowerCase())) return null;
  const owners = new Map<string, string>();
  for await (const page of salesforce.query(`${soql} ORDER BY Id DESC LIMIT ${SIZE}`, {})) {
    for (const { Id, OwnerId } of page) {
      if (typeof Id === 'string' && typeof OwnerId === 'string') owners.set(Id, OwnerId);
    }
  }
  const counts: Counts = { asked: owners.size, known: 0, withOwner: 0, sameOwner: 0 };
  if (owners.size === 0) return counts;
  const { leads } = await marketo.leadsByFilter(name, [...owners.keys()], [name, map.owner], CONTEXT);
  const shown = new Map<string, string>();
  // Several people may stand for one record: the one with an owner counts.
  for (const lead of leads) {
    const [key, owner] = [short(lead[name]), short(lead[map.owner])];
    if (key !== '' && (owner !== '' || !shown.has(key))) shown.set(key, owner);
  }
  for (const [id, owner] of owners) {
    const found = shown.get(short(id));
    if (found === undefined) continue;
    counts.known += 1;
    if (found !== '') counts.withOwner += 1;
    if (found === short(owner)) counts.sameOwner += 1;
  }
  return counts;
}

function findingOfCounts(kind: Kind, counts: Counts | null): Finding {
  const what = `${kind} of Salesforce`;
  if (counts === null) {
    const cause = 'Marketo offers this search where its own Salesforce sync is on, to API users who may see the field.';
    const fix =
      'In Marketo’s Admin, CRM, check the Salesforce sync; then Admin, Field Management, that the id is not hidden.';
    return warn(ID, `${what}: Marketo can’t be asked for people by their Salesforce id`, cause, fix);
  }
  const { asked, known, withOwner, sameOwner } = counts;
  if (asked === 0) return ok(ID, `${what}: none has an owner and is a day old`);
  const message = `${asked} owned ${what}: Marketo has ${known}, shows an owner for ${withOwner}, the same for ${sameOwner}`;
  const allowed = asked * ALLOWED;
  if (asked - known > allowed) {
    const cause =
      'Marketo’s Salesforce sync is off, behind, connected to another org, or leaves records out by a filter or its sync user’s rights.';
    const fix =
      'In Marketo’s Admin, Salesforce, look at the sync’s status and its org (doctor names ours); give the sync user View All, or take the filter as meant.';
    return warn(ID, message, cause, fix);
  }
  if (known - withOwner > allowed) {
    const cause =
      'The owner is hidden from Marketo’s sync user by field-level security, or the field’s mapping is missing.';
    const fix =
      'In Salesforce give Marketo’s sync user Read on the owner’s field of this object; in Marketo’s Admin, Field Management, check its mapping.';
    return warn(ID, message, cause, fix);
  }
  if (withOwner - sameOwner > allowed) {
    const cause = 'Marketo’s Salesforce sync is behind, or the owner is written by somebody else.';
    const fix = 'In Marketo’s Admin, Salesforce, look at the sync’s backlog; run doctor again an hour later.';
    return warn(ID, message, cause, fix);
  }
  return ok(ID, message);
}

function short(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, ID_CHARACTERS) : '';
}
