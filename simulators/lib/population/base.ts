import { mix, unit } from '../random.ts';
import { DERIVE, type Traits } from './derive.ts';
import { type IdTable, makeIds } from './ids.ts';
import type { Value } from './value.ts';
import { SCRIPTS } from './words.ts';

/** What decides every base person. Two instances with equal origins have equal people. */
export interface Origin {
  readonly people: number;
  readonly ownedShare: number;
  readonly seed: number;
  /** Moment of the instance's first start, ms since epoch: the base people were made in the three years before. */
  readonly epoch: number;
}

/** The people an instance begins with; none is kept in memory. */
export interface BasePeople {
  readonly ids: IdTable;
  /** ms since epoch, whole seconds, never falling with the index. */
  createdAt(index: number): number;
  /** First index created after the moment; `ids.size` when there is none. */
  firstAfter(ms: number): number;
  traits(index: number): Traits;
  /** The trait alone: a tenth of the work. */
  kind(index: number): Traits['kind'];
  /** Hash for a purpose, as in Traits. */
  hash(index: number): Traits['h'];
  /** Companies are numbered below this. */
  readonly companies: number;
}

const THREE_YEARS_MS = 3 * 365 * 86_400_000;
// Of the people without a user as owner, this part lies in a queue.
const QUEUED_SHARE = 0.25;
const CONTACT_SHARE = 0.45;

function scriptFor(roll: number): (typeof SCRIPTS)[number] {
  let left = roll;
  for (const script of SCRIPTS) {
    left -= script.share;
    if (left < 0) return script;
  }
  return SCRIPTS[0] as (typeof SCRIPTS)[number];
}

function kindFor(roll: number, h: (purpose: number) => number, ownedShare: number): Traits['kind'] {
  if (roll < ownedShare) return unit(h(91)) < CONTACT_SHARE ? 'contact' : 'lead';
  return unit(h(92)) < QUEUED_SHARE ? 'queued' : 'marketoOnly';
}

/** Sets up derivation; cost is the id table only (4 bytes and some 20 ns a person). */
export function makeBase({ people, ownedShare, seed, epoch }: Origin): BasePeople {
  const ids = makeIds(people, seed);
  const companies = Math.ceil(people / 20) + 20;
  const hasher = (id: number): ((purpose: number) => number) => {
    const own = mix(mix(seed, 0x9e37), id);
    return (purpose) => mix(own, purpose);
  };
  const createdAt = (index: number): number => {
    // The exponent packs the newest into the last hours even in a small instance.
    const age = THREE_YEARS_MS * (1 - (index + unit(mix(seed ^ 0xc4, index))) / people) ** 1.5;
    return Math.floor((epoch - 60_000 - age) / 1000) * 1000;
  };
  return {
    ids,
    companies,
    createdAt,
    kind(index) {
      const h = hasher(ids.at(index));
      return kindFor(unit(h(90)), h, ownedShare);
    },
    hash: (index) => hasher(ids.at(index)),
    firstAfter(ms) {
      let low = 0;
      let high = people;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (createdAt(middle) > ms) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    traits(index) {
      const id = ids.at(index);
      const h = hasher(id);
      // One person in 50 has the address of one of the hundred before.
      const copies = index > 0 && h(93) % 50 === 0;
      const source = copies ? ids.at(index - 1 - (h(94) % Math.min(index, 100))) : id;
      return {
        id,
        epoch,
        h,
        createdAt: createdAt(index),
        script: scriptFor(unit(h(95))),
        company: h(96) % companies,
        kind: kindFor(unit(h(90)), h, ownedShare),
        addressOf: copies ? { id: source, h: hasher(source) } : { id, h },
      };
    },
  };
}

/** One stored value of a base person. */
export function deriveValue(traits: Traits, field: string): Value {
  return DERIVE[field]?.(traits) ?? null;
}
