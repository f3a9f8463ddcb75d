import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { type PersonState, SEARCHED_STATES } from '../../model/person.ts';
import type { StoredPerson } from '../../store/people/document.ts';
import { searchPeople } from '../../store/people/search.ts';
import type { PeopleSearch, PersonWrite } from '../../store/types.ts';
import { type OpenedStore, openTestStore } from './open.ts';
import { personWrite, qualifiedPart } from './people.ts';

const OWNERS = ['0055g00000000GgAAI', '0055g00000000HhAAI'];
const WORDS = [
  'Ada',
  'ada',
  'ADAM',
  'De',
  'de la',
  'Ünal',
  'üna',
  'Ørsted',
  'Straße',
  'a.b',
  'a*b',
  'ab',
  'Łódź',
  '(x)',
  '李',
];

const word = fc.constantFrom(...WORDS);
const name = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 2, arbitrary: fc.tuple(word, word).map((two) => two.join(' ')) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const email = fc.option(
  fc.tuple(word, word).map(([a, b]) => `${a.replaceAll(' ', '')}@${b.replaceAll(' ', '')}.example`),
);
const states: fc.Arbitrary<PersonState> = fc.constantFrom(...SEARCHED_STATES, 'overCap', 'erased');
const people = fc.array(
  fc.record({
    state: states,
    // Null: nobody owns the person; undefined: the personal data is gone.
    ownerId: fc.option(fc.constantFrom(...OWNERS), { freq: 5 }),
    isStub: fc.boolean(),
    firstName: name,
    lastName: name,
    company: name,
    email,
  }),
  { maxLength: 25 },
);
type Made = typeof people extends fc.Arbitrary<(infer One)[]> ? One : never;

const text = fc.tuple(name, fc.nat({ max: 6 })).map(([full, length]) => (full ?? 'x').slice(0, length + 1).trim());
const query: fc.Arbitrary<PeopleSearch> = fc.record({
  state: fc.constantFrom(...SEARCHED_STATES),
  text: fc.option(text, { nil: undefined }),
  email: fc.option(
    email.map((one) => one ?? 'nobody@x.example'),
    { nil: undefined, freq: 4 },
  ),
  ownerId: fc.option(fc.constantFrom(...OWNERS), { nil: undefined, freq: 3 }),
});

/** `few` 0: as if so many matched that they are looked through by id. */
const pages = fc.record({ limit: fc.integer({ min: 1, max: 5 }), few: fc.constantFrom(0, 3, 4_000) });
/** Far enough apart that they lie in more than one window of ids. */
const idOf = (index: number) => (index + 1) * 9_000;

let opened: OpenedStore;
beforeEach(async () => {
  opened = await openTestStore();
});

it('a search finds whom a plain filter finds, page after page', async () => {
  await fc.assert(
    fc.asyncProperty(people, query, pages, async (made, asked, { limit, few }) => {
      const stored = opened.db.collection<StoredPerson>('people');
      await stored.deleteMany({});
      await opened.store.people.apply(made.map(writeOf), { evidence: 'initialScan' });
      const wanted = made.flatMap((one, index) => (isFound(one, asked) ? [idOf(index)] : []));
      const found: number[] = [];
      for (;;) {
        const page = await searchPeople(stored, asked, { after: found.at(-1) ?? 0, limit }, few);
        found.push(...page.map(({ _id }) => _id));
        if (page.length < limit) break;
      }
      expect(found).toEqual(wanted);
    }),
    { numRuns: 150 },
  );
});

function writeOf({ state, isStub, ownerId, ...values }: Made, index: number): PersonWrite {
  const whole = qualifiedPart(index + 1, { state, ownerId, ...values });
  const { asOf, syncedAt, evidence } = whole;
  return personWrite(idOf(index), hasData({ state, isStub }) ? whole : { asOf, state, syncedAt, evidence });
}

function hasData({ state, isStub }: Pick<Made, 'state' | 'isStub'>): boolean {
  return !isStub && state !== 'overCap' && state !== 'erased';
}

/** Said again in the plainest way; of the letters above each has one upper and one lower case. */
function isFound(one: Made, { state, text: beginning, email: address, ownerId }: PeopleSearch): boolean {
  if (one.state !== state || !hasData(one)) return false;
  if (ownerId !== undefined && one.ownerId !== ownerId) return false;
  if (address !== undefined && one.email?.toLowerCase() !== address.toLowerCase()) return false;
  return beginning === undefined || isNamed(one, beginning.toLowerCase());
}

function isNamed({ firstName, lastName, company, email: address }: Made, beginning: string): boolean {
  const begins = (value: string | null, start: string) => value?.toLowerCase().startsWith(start) === true;
  if ([firstName, lastName, company, address].some((value) => begins(value, beginning))) return true;
  return [...beginning.matchAll(/ /g)].some(
    ({ index }) => begins(firstName, beginning.slice(0, index)) && begins(lastName, beginning.slice(index + 1)),
  );
}
