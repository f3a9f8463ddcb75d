import { AppError, isAppError, type SafeDetails } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { MarketoId } from '../../model/ids.ts';
import { PANEL_MOST_PEOPLE } from '../../model/panel/limits.ts';
import type { PersonDocument } from '../../model/person.ts';
import { salesforceIdForms } from '../../model/salesforce-id.ts';
import { withDeadline } from '../../net/deadline.ts';
import type { Store } from '../../store/types.ts';
import type { PanelSalesforce } from './ports.ts';
import type { CheckedOptions, CheckedTarget } from './request.ts';
import type { PanelGap } from './types.ts';

/** Who is shown. */
export interface Subject {
  people: PersonDocument[];
  gaps: PanelGap[];
}

export interface SubjectOptions {
  store: Pick<Store, 'people'>;
  salesforce: PanelSalesforce | undefined;
}

type Request = Pick<CheckedOptions, 'layer'> & { target: CheckedTarget };

/** Roles are asked for before anything else: a seller does not wait longer for them. */
const ROLES_MS = 10_000;

/**
 * The visible people of a target.
 * @throws AppError `person.unknown`, `panel.personNotVisible`, `panel.nobody`, `panel.tooManyPeople`
 */
export async function findSubject(options: SubjectOptions, { target, layer }: Request): Promise<Subject> {
  const { people } = options.store;
  if ('person' in target) return layered(people, onePerson(target.person, await people.get(target.person)), layer);
  if ('people' in target) return listed(people, [...new Set(target.people)]);
  if ('account' in target) return { people: some(await ofAccount(people, target.account)), gaps: [] };
  return ofOpportunity(options, target.opportunity);
}

/** @throws AppError `person.unknown`, `panel.personNotVisible` */
function onePerson(id: MarketoId, person: PersonDocument | null): PersonDocument {
  if (person?.marketo === undefined) throw new AppError('person.unknown', { details: { marketoId: id } });
  if (person.marketo.state !== 'qualified') throw notVisible(person);
  return person;
}

/** @param person one that is not visible */
export function notVisible({ _id: marketoId, marketo, alias }: PersonDocument): AppError {
  const details: SafeDetails = { marketoId, state: marketo?.state ?? 'unknown' };
  if (alias !== undefined && marketo?.state === 'merged') details.mergedInto = alias.winner;
  return new AppError('panel.personNotVisible', { details });
}

async function layered(
  people: Store['people'],
  person: PersonDocument,
  layer: 'account' | undefined,
): Promise<Subject> {
  if (layer === undefined) return { people: [person], gaps: [] };
  const { salesforceContactId, salesforceAccountId: account } = person.marketo ?? {};
  const alone = (why: ErrorKey, peopleCount: number): Subject => ({
    people: [person],
    gaps: [gap('accountLayer', why, peopleCount)],
  });
  if (!salesforceContactId || !account) return alone('panel.noAccount', 1);
  const others = (await ofAccount(people, account)).filter(({ _id }) => _id !== person._id);
  if (others.length >= PANEL_MOST_PEOPLE) return alone('panel.tooManyPeople', others.length + 1);
  return { people: [person, ...others], gaps: [] };
}

async function listed(people: Store['people'], ids: readonly MarketoId[]): Promise<Subject> {
  if (ids.length > PANEL_MOST_PEOPLE) throw tooMany();
  const found = await people.readMany(ids);
  const visible = [...found.values()].filter(({ marketo }) => marketo?.state === 'qualified');
  const hidden = ids.length - visible.length;
  if (visible.length === 0) throw new AppError('panel.nobody');
  return { people: visible, gaps: hidden === 0 ? [] : [gap('people', 'panel.personNotVisible', hidden)] };
}

function ofAccount(people: Store['people'], account: string): Promise<PersonDocument[]> {
  return people.visibleWith('salesforceAccountId', salesforceIdForms(account), PANEL_MOST_PEOPLE + 1);
}

/** Those whose Marketo record names it, and those who have a role in it, as Salesforce says. */
async function ofOpportunity({ store, salesforce }: SubjectOptions, opportunity: string): Promise<Subject> {
  const limit = PANEL_MOST_PEOPLE + 1;
  const { people } = store;
  const [named, roles] = await Promise.all([
    people.visibleWith('salesforceOpportunityId', salesforceIdForms(opportunity), limit),
    contactsWithRole(salesforce, opportunity),
  ]);
  const contacts = roles.contacts.flatMap(salesforceIdForms);
  const withRole = await people.visibleWith('salesforceContactId', contacts, limit);
  const all = new Map([...named, ...withRole].map((person) => [person._id, person]));
  return { people: some([...all.values()]), gaps: roles.gaps };
}

async function contactsWithRole(
  salesforce: PanelSalesforce | undefined,
  opportunity: string,
): Promise<{ contacts: string[]; gaps: PanelGap[] }> {
  const without = (why: ErrorKey) => ({ contacts: [], gaps: [gap('opportunityRoles', why, 0)] });
  if (salesforce === undefined) return without('panel.noSalesforce');
  // The id is letters and digits alone: nothing to be escaped.
  const soql = `SELECT ContactId FROM OpportunityContactRole WHERE OpportunityId = '${opportunity}'`;
  const error = () => new AppError('salesforce.timeout', { details: { endpoint: 'query' } });
  const contacts = new Set<string>();
  try {
    await withDeadline({ ms: ROLES_MS, error, signal: undefined }, async (signal) => {
      for await (const page of salesforce.query(soql, { signal })) {
        for (const { ContactId: id } of page) if (typeof id === 'string') contacts.add(id);
      }
    });
    return { contacts: [...contacts], gaps: [] };
  } catch (failure) {
    if (!isAppError(failure)) throw failure;
    return without(failure.key);
  }
}

/** @throws AppError `panel.nobody`, `panel.tooManyPeople` */
function some(people: PersonDocument[]): PersonDocument[] {
  if (people.length > PANEL_MOST_PEOPLE) throw tooMany();
  if (people.length === 0) throw new AppError('panel.nobody');
  return people;
}

function tooMany(): AppError {
  return new AppError('panel.tooManyPeople', { details: { most: PANEL_MOST_PEOPLE } });
}

/** Of something for which there is no older answer. */
function gap(what: PanelGap['what'], why: ErrorKey, peopleCount: number): PanelGap {
  return { what, why, peopleCount, neverRead: peopleCount, oldestAgeMs: null };
}
