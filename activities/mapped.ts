import { AppError } from '../model/errors/app-error.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { PeopleState } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';
import { checkInstance } from './instance.ts';

/** The fields to ask for. @throws AppError `people.notStarted`, `people.instanceChanged` */
export async function mapped({ store, marketo }: PeopleDeps): Promise<{ state: PeopleState; map: FieldMap }> {
  const state = await store.peopleState.get();
  checkInstance(marketo, state);
  if (state.fieldMap === null) throw new AppError('people.notStarted');
  return { state, map: state.fieldMap };
}

export function pair<K, V>(key: K, value: V | undefined): [K, V][] {
  return value === undefined ? [] : [[key, value]];
}
