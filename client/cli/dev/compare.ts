import { createInterface } from 'node:readline';
import { request } from 'undici';
import { z } from 'zod';
import type { MarketoPart } from '../../../model/person.ts';
import type { Store } from '../../../store/types.ts';

/** Truth by its own names; deliberately not taken from the product's field map. */
const NAMES: readonly (readonly [keyof MarketoPart, string])[] = [
  ['firstName', 'firstName'],
  ['lastName', 'lastName'],
  ['company', 'company'],
  ['title', 'title'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['linkedInUrl', 'linkedInProfileURL'],
  ['source', 'leadSource'],
  ['salesforceLeadId', 'sfdcLeadId'],
  ['salesforceContactId', 'sfdcContactId'],
  ['salesforceAccountId', 'sfdcAccountId'],
  ['salesforceOpportunityId', 'sfdcOpptyId'],
  ['ownerId', 'sfdcLeadOwnerId'],
];

const line = z.looseObject({ id: z.number() });

export interface Comparison {
  inMarketo: number;
  inMongo: number;
  missing: number;
  extra: number;
  different: number;
}

/** Told of each difference: the id, and where values differ our names of the fields. */
export type TellDifference = (kind: 'missing' | 'extra' | 'different', id: number, fields: readonly string[]) => void;

export interface ToCompare {
  store: Store;
  controlUrl: string;
  tell?: TellDifference;
}

/** Everyone who qualifies in the simulator against everyone visible in MongoDB, field by field, both ascending by id. */
export async function compareWithTruth({ store, controlUrl, tell = () => {} }: ToCompare): Promise<Comparison> {
  const fields = ['sfdcIsDeleted', ...NAMES.map(([, restName]) => restName)].join(',');
  const response = await request(`${controlUrl}/truth?owned=1&fields=${fields}`);
  const truth = createInterface({ input: response.body })[Symbol.asyncIterator]();
  const stored = store.people.stream({ all: false })[Symbol.asyncIterator]();
  const result: Comparison = { inMarketo: 0, inMongo: 0, missing: 0, extra: 0, different: 0 };

  const note: TellDifference = (kind, id, differing) => {
    result[kind] += 1;
    tell(kind, id, differing);
  };
  const nextTruth = async () => {
    for (;;) {
      const next = await truth.next();
      if (next.done) return null;
      const person = line.parse(JSON.parse(next.value));
      if (flatten(person).sfdcIsDeleted === true) continue;
      result.inMarketo += 1;
      return person;
    }
  };
  const nextStored = async () => {
    const next = await stored.next();
    if (next.done) return null;
    result.inMongo += 1;
    return next.value;
  };

  let [expected, actual] = [await nextTruth(), await nextStored()];
  while (expected !== null || actual !== null) {
    if (expected !== null && (actual === null || expected.id < actual._id)) {
      note('missing', expected.id, []);
      expected = await nextTruth();
    } else if (actual !== null && (expected === null || actual._id < expected.id)) {
      note('extra', actual._id, []);
      actual = await nextStored();
    } else if (expected !== null && actual !== null) {
      const differing = differences(flatten(expected), actual.marketo);
      if (differing.length > 0) note('different', actual._id, differing);
      [expected, actual] = [await nextTruth(), await nextStored()];
    }
  }
  return result;
}

function flatten(person: Record<string, unknown>): Record<string, unknown> {
  const { fields } = person;
  return typeof fields === 'object' && fields !== null ? { ...person, ...fields } : person;
}

function differences(expected: Record<string, unknown>, actual: MarketoPart | undefined): string[] {
  return NAMES.filter(([ours, theirs]) => {
    const value = expected[theirs];
    const wanted = value === undefined || value === null || value === '' ? null : text(value).replaceAll('\u0000', '');
    return (actual?.[ours] ?? null) !== wanted;
  }).map(([ours]) => ours);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
