import { describe, expect, it } from 'vitest';
import { type Difference, differenceOf } from '../../model/difference.ts';
import { ERASED_TICKET } from '../../model/ids.ts';
import { PERSON_FIELDS, type PersonRead } from '../../model/person.ts';
import { READS, stored, VALUES } from './people.ts';

const STORED = {
  never: undefined,
  qualified: stored('qualified'),
  unowned: stored('unowned', { personal: true }),
  deleted: stored('deleted'),
  merged: stored('merged'),
  erased: stored('erased', { asOf: ERASED_TICKET }),
  overCap: stored('overCap'),
};

/** Who differs (rows: stored; columns: what Marketo answers), while there is room under the cap. */
const RULES: Record<keyof typeof STORED, Record<keyof typeof READS, Difference['kind'] | null>> = {
  never: by('missing', null, null, null),
  qualified: by(null, 'wronglyQualified', 'wronglyQualified', 'extra'),
  unowned: by('missing', null, null, null),
  deleted: by('missing', null, null, null),
  merged: by('missing', null, null, null),
  erased: by(null, null, null, null),
  overCap: by('missing', null, null, null),
};

type Expected = Difference['kind'] | null;
function by(qualified: Expected, unowned: Expected, salesforceDeleted: Expected, absent: Expected) {
  return { qualified, unowned, salesforceDeleted, absent };
}

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];
const CASES = names(STORED).flatMap((was) => names(READS).map((read) => ({ was, read })));

describe('a difference', () => {
  it.each(CASES)('stored $was, answered $read', ({ was, read }) => {
    expect(differenceOf(STORED[was], READS[read], true)?.kind ?? null).toBe(RULES[was][read]);
    const withoutRoom = was === 'overCap' ? null : RULES[was][read];
    expect(differenceOf(STORED[was], READS[read], false)?.kind ?? null).toBe(withoutRoom);
  });

  it.each(PERSON_FIELDS)('names %s when it alone differs, gained, lost or changed', (field) => {
    const person = stored('qualified');
    for (const value of ['another', null]) {
      const read: PersonRead = { ...READS.qualified, values: { ...VALUES, [field]: value } };
      expect(differenceOf(person, read, true)).toEqual({ kind: 'stale', fields: [field] });
    }
    const { marketo } = person;
    if (marketo === undefined) throw new Error('no part');
    const { [field]: _, ...without } = marketo;
    expect(differenceOf({ ...person, marketo: without }, READS.qualified, true)).toEqual({
      kind: 'stale',
      fields: [field],
    });
  });

  it('names the owner beside the fields', () => {
    const read: PersonRead = {
      ...READS.qualified,
      ownerId: '005000000000002AAA',
      values: { ...VALUES, title: null, email: 'x' },
    };
    expect(differenceOf(stored('qualified'), read, true)).toEqual({
      kind: 'stale',
      fields: ['title', 'email', 'ownerId'],
    });
  });

  it('an absent value is null, stored or not', () => {
    const read: PersonRead = { ...READS.qualified, values: { ...VALUES, title: null } };
    const { marketo, ...person } = stored('qualified');
    if (marketo === undefined) throw new Error('no part');
    const { title: _, ...without } = marketo;
    expect(differenceOf({ ...person, marketo: without }, read, true)).toBeNull();
    expect(differenceOf({ ...person, marketo: { ...marketo, title: null } }, read, true)).toBeNull();
  });
});
