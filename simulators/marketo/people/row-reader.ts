import { DERIVE } from '../../lib/population/derive.ts';
import { type PersonBook, readerOf } from './book.ts';
import { COMPUTED } from './computed.ts';
import type { Value } from './fields.ts';
import { idAt, type Place } from './places.ts';

/**
 * Reads the same fields of very many people: what a field is made of is looked up once, not for every person. The
 * array returned is the same each time. Undefined for a person that is gone.
 */
export function rowReader(book: PersonBook, fields: readonly string[]): (place: Place) => readonly Value[] | undefined {
  const columns = fields.map((field) => ({ field, derive: DERIVE[field], computed: COMPUTED[field] }));
  const row: Value[] = fields.map(() => null);
  return (place) => {
    const id = idAt(book, place);
    const over = book.overlay.get(id);
    if (book.gone.has(id) || (place < 0 && over === undefined)) return undefined;
    const traits = place < 0 ? undefined : book.base.traits(place);
    let at = 0;
    for (const { field, derive, computed } of columns) {
      const changed = over?.[field];
      if (computed !== undefined) row[at] = computed(readerOf(traits, over));
      else if (changed !== undefined) row[at] = changed;
      else row[at] = traits === undefined || derive === undefined ? null : derive(traits);
      at++;
    }
    return row;
  };
}
