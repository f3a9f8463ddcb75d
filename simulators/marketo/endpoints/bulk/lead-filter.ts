import { z } from 'zod';
import { ApiError } from '../../http/errors.ts';
import type { InstanceState, SmartList } from '../../instance/state.ts';
import { createdWithin, everybody, idAt, type Place, type Places, placesOf } from '../../people/places.ts';
import { badFilter, readWindow } from './request.ts';

/** People to walk over, and which of them are in the file. */
export interface Selected {
  readonly places: Places;
  readonly isIn: (place: Place) => boolean;
}

/** Looks the people up: called when the job starts, so that lists have the members of that moment. */
export type Select = () => Selected;

/** Checks one filter's value, before anything is looked up. */
type Filter = (state: InstanceState, value: unknown) => Select;

const all = (places: Places): Selected => ({ places, isIn: () => true });
const id = z.int().positive();
const name = z.string().min(1);

function checked<T>(schema: z.ZodType<T>, { switches }: InstanceState, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badFilter(switches);
  return parsed.data;
}

/** The last change of any field, not the visible `updatedAt` (statement 79). */
const updatedAt: Filter = ({ book, switches }, value) => {
  const { from, to } = readWindow(value, switches);
  const isIn = (place: Place): boolean => {
    const at = book.lastChanged(idAt(book, place));
    return at >= from && at <= to;
  };
  return () => ({ places: everybody(book), isIn });
};

const createdAt: Filter = ({ book, switches }, value) => {
  const { from, to } = readWindow(value, switches);
  return () => all(createdWithin(book, from, to));
};

function staticList(state: InstanceState, listId: number | undefined): Select {
  if (listId === undefined || !state.lists.has(listId)) throw new ApiError('1013', 'List not found');
  return () => all(placesOf(state.book, state.lists.get(listId) ?? []));
}

const staticListId: Filter = (state, value) => staticList(state, checked(id, state, value));
const staticListName: Filter = (state, value) => {
  const wanted = checked(name, state, value);
  return staticList(state, [...state.listNames].find(([, given]) => given === wanted)?.[0]);
};

function smartList(state: InstanceState, found: readonly [number, SmartList] | undefined): Select {
  if (found === undefined) throw new ApiError('1013', 'Smart list not found');
  return () => {
    const { members } = state.smartLists.get(found[0]) ?? found[1];
    return all(members === 'everybody' ? everybody(state.book) : placesOf(state.book, members));
  };
}

const smartListId: Filter = (state, value) => {
  const wanted = checked(id, state, value);
  return smartList(
    state,
    [...state.smartLists].find(([listId]) => listId === wanted),
  );
};
const smartListName: Filter = (state, value) => {
  const wanted = checked(name, state, value);
  return smartList(
    state,
    [...state.smartLists].find(([, list]) => list.name === wanted),
  );
};

const FILTERS = new Map<string, Filter>(
  Object.entries({ createdAt, updatedAt, staticListId, staticListName, smartListId, smartListName }),
);
/** Filters that need a switched-on subscription (statement 66). */
const SWITCH_OF: Readonly<Record<string, 'updatedAtFilter' | 'smartListFilter'>> = {
  updatedAt: 'updatedAtFilter',
  smartListId: 'smartListFilter',
  smartListName: 'smartListFilter',
};

/** Checks that there is exactly one filter, that it exists, is to be had, and is well-formed (statements 66 to 68). */
export function leadFilter(state: InstanceState, given: Readonly<Record<string, unknown>>): Select {
  const [only, ...others] = Object.entries(given);
  if (only === undefined || others.length > 0) throw badFilter(state.switches);
  const [kind, value] = only;
  const filter = FILTERS.get(kind);
  if (filter === undefined) throw badFilter(state.switches);
  const needed = SWITCH_OF[kind];
  if (needed !== undefined && !state.switches[needed]) {
    throw new ApiError('1035', `Unsupported filter type for target subscription: ${kind}`);
  }
  return filter(state, value);
}
