import { mix } from '../random.ts';

/** Ids of the base people, ascending with gaps: about 12 % are missing, and now and then a longer run. */
export interface IdTable {
  readonly size: number;
  readonly last: number;
  at(index: number): number;
  /** Position of an id, -1 when no base person has it. */
  indexOf(id: number): number;
}

const FIRST_ID = 1001;

/** Builds the table; 4 bytes a person. */
export function makeIds(people: number, seed: number): IdTable {
  const ids = new Uint32Array(people);
  let id = FIRST_ID - 1;
  for (let i = 0; i < people; i++) {
    const roll = mix(seed ^ 0x1d5, i);
    id += 1 + (roll % 100 < 11 ? 1 : 0) + (roll % 9973 === 0 ? 40 + (roll % 400) : 0);
    ids[i] = id;
  }
  const at = (index: number): number => ids[index] ?? 0;
  return {
    size: people,
    last: people === 0 ? FIRST_ID - 1 : id,
    at,
    indexOf(wanted) {
      let low = 0;
      let high = people - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const found = at(middle);
        if (found === wanted) return middle;
        if (found < wanted) low = middle + 1;
        else high = middle - 1;
      }
      return -1;
    },
  };
}
