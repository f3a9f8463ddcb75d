import type { MarketoId } from '../../../model/ids.ts';
import type { Store } from '../../../store/types.ts';
import { type Dice, dice as newDice } from '../../plan/dice.ts';
import type { SalesforceSide } from '../../rig/rig.ts';
import type { SalesforceRecord } from '../../rig/salesforce.ts';
import type { Simulator } from '../../rig/simulator.ts';
import type { Someone } from './lines.ts';

/** Enough that few activities are about the same person, few enough that some are. */
const MOST = 1_500;
/** Of those whom activities are about, people who are not qualified, or have neither lead nor contact. */
const WITHOUT_SHARE = 0.15;

/** People of Marketo whom activities may be about, some of them without a record in Salesforce. */
export async function choosePeople(
  { simulator, org }: { simulator: Simulator; org: SalesforceSide['org'] },
  seed: number,
): Promise<Someone[]> {
  const records = await recordIds(org);
  const people: { with: Someone[]; without: Someone[] } = { with: [], without: [] };
  for await (const person of simulator.truth(['sfdcLeadId', 'sfdcContactId', 'sfdcIsDeleted'])) {
    const { id, ownerId, sfdcContactId, sfdcLeadId, sfdcIsDeleted } = person;
    const recordId = sfdcContactId ?? sfdcLeadId;
    // Of others than the qualified nothing is kept, so nobody knows of their records.
    const isQualified = ownerId?.startsWith('005') === true && sfdcIsDeleted !== true;
    if (typeof recordId !== 'string' || !isQualified) people.without.push({ id, hasRecord: false });
    else if (records.has(recordId)) people.with.push({ id, hasRecord: true });
  }
  const dice = newDice(seed);
  const without = Math.floor(MOST * WITHOUT_SHARE);
  return [...some(people.with, MOST - without, dice), ...some(people.without, without, dice)];
}

/** Those of them who were qualified all the time, from when they were first read on. */
export async function stayedQualified(store: Pick<Store, 'people'>, ids: Iterable<number>): Promise<Set<number>> {
  const stayed = new Set<number>();
  const wanted = [...ids] as MarketoId[];
  const people = await store.people.readMany(wanted);
  for (const id of wanted) {
    const history = await store.people.history(id);
    const hasMoved = history.some(({ changes }) =>
      changes.some(
        ({ field, old: before, new: now }) =>
          field === 'state' && (now !== 'qualified' || (before !== null && before !== 'qualified')),
      ),
    );
    // One that was first read without an owner has no history of it.
    if (!hasMoved && people.get(id)?.marketo?.state === 'qualified') stayed.add(id);
  }
  return stayed;
}

/** The sellers' addresses: of active users whom nobody shares one with. */
export async function chooseSellers(org: SalesforceSide['org']): Promise<readonly [string, ...string[]]> {
  const users = new Map<string, number>();
  for await (const { Email, IsActive } of org.records('User', ['Email', 'IsActive'])) {
    if (typeof Email === 'string') users.set(Email, (users.get(Email) ?? 0) + (IsActive === true ? 1 : 2));
  }
  const [first, ...others] = [...users].filter(([, uses]) => uses === 1).map(([address]) => address);
  if (first === undefined) throw new Error('Salesforce has no seller');
  return [first, ...others.slice(0, 30)];
}

/** Leads that are not converted, and contacts. */
async function recordIds(org: SalesforceSide['org']): Promise<Set<string>> {
  const ids = new Set<string>();
  const add = ({ Id, IsConverted }: SalesforceRecord) => (IsConverted === true ? null : ids.add(Id));
  for await (const lead of org.records('Lead', ['IsConverted'])) add(lead);
  for await (const contact of org.records('Contact', ['Id'])) add(contact);
  return ids;
}

function some<T>(list: readonly T[], count: number, dice: Dice): T[] {
  const left = [...list];
  return Array.from({ length: Math.min(count, list.length) }, () => left.splice(dice.below(left.length), 1)).flat();
}
