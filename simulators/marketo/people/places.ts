import { isoSecond } from '../../lib/population/derive.ts';
import type { PersonBook } from './book.ts';

/**
 * Where a person's data lies, for walks over very many people: a base person's index, or minus the id of one made
 * later. No look-up by id is needed.
 */
export type Place = number;

/** Some people to walk over. */
export interface Places {
  readonly size: number;
  readonly all: Iterable<Place>;
}

function* walk(first: number, end: number, made: readonly number[]): Generator<Place> {
  for (let index = first; index < end; index++) yield index;
  for (const id of made) yield -id;
}

export const idAt = (book: PersonBook, place: Place): number => (place < 0 ? -place : book.base.ids.at(place));

/** All there ever were, by id; who is gone is not left out. */
export function everybody(book: PersonBook): Places {
  const made = [...book.created];
  const { size } = book.base.ids;
  return { size: size + made.length, all: walk(0, size, made) };
}

/** People created between two moments (ms since epoch, whole seconds), both included, found without reading the others. */
export function createdWithin(book: PersonBook, from: number, to: number): Places {
  const first = book.base.firstAfter(from - 1);
  const end = Math.max(first, book.base.firstAfter(to));
  const [earliest, latest] = [isoSecond(from), isoSecond(to)];
  const made = book.created.filter((id) => {
    const createdAt = String(book.overlay.get(id)?.createdAt);
    return createdAt >= earliest && createdAt <= latest;
  });
  return { size: end - first + made.length, all: walk(first, end, made) };
}

/** The people of some ids, ascending. */
export function placesOf(book: PersonBook, ids: Iterable<number>): Places {
  const places = [...ids]
    .sort((a, b) => a - b)
    .map((id) => {
      const index = book.base.ids.indexOf(id);
      return index < 0 ? -id : index;
    });
  return { size: places.length, all: places };
}
